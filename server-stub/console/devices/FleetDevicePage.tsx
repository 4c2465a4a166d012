/** One device: how it goes, what is missing of its reports, and whether it is let in. */
import { useCallback, useState } from 'preact/hooks';
import * as v from 'valibot';
import { deviceViewSchema, type DeviceView } from '../../../shared/fleet-api.ts';
import { anything, call } from '../api.ts';
import { Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useOnce } from '../frame/use-once.ts';
import { stampTime, word } from '../words.ts';
import { checkName, nameOf, placeOf, shortId, tagsOf } from './device-words.ts';
import { Queue } from './Queue.tsx';
import { Sure } from './Sure.tsx';

const schema = v.object({ device: deviceViewSchema });

export function FleetDevicePage({ id }: { id: string }) {
  const path = `/devices/${encodeURIComponent(id)}`;
  const load = useCallback(() => call(path, schema), [path]);
  const { answer, again } = useAnswer(load);
  const { busy, once } = useOnce<string>();
  const [problem, setProblem] = useState<string>();
  const device = answer?.ok ? answer.value.device : undefined;
  const act = (name: 'approve' | 'revoke' | 'gaps-settled') =>
    once(name, async () => {
      const sent = await call(`${path}/${name}`, anything, { method: 'POST' });
      setProblem(sent.ok ? undefined : sent.failure.sentence);
      again();
    });
  return (
    <>
      <p>
        <a href="/devices">{word('devices.back')}</a>
      </p>
      {!answer && <p class="quiet">{word('loading')}</p>}
      {answer && !answer.ok && <Problem sentence={answer.failure.sentence} />}
      {device && (
        <>
          <Head device={device} />
          <Problem sentence={problem} />
          <Facts device={device} />
          {device.gaps.length > 0 && (
            <Gaps device={device} busy={busy !== undefined} settle={() => act('gaps-settled')} />
          )}
          {device.beat && <Queue queue={device.beat.queue} />}
          {device.beat && <Checks checks={device.beat.checks} />}
          {!device.beat && device.state === 'active' && <p class="quiet">{word('devices.unheard-why')}</p>}
          <div class="sure-actions">
            {device.state !== 'active' && (
              <button
                type="button"
                class="button button-main"
                aria-disabled={busy !== undefined}
                onClick={() => act('approve')}
              >
                {word(device.state === 'pending' ? 'devices.approve' : 'devices.approve-again')}
              </button>
            )}
            {device.state !== 'revoked' && (
              <Sure
                label={word('devices.revoke')}
                grave
                yes={word('devices.revoke-yes')}
                busy={busy === 'revoke'}
                act={() => act('revoke')}
              >
                <p>{word('devices.revoke-sure')}</p>
              </Sure>
            )}
          </div>
        </>
      )}
    </>
  );
}

function Head({ device }: { device: DeviceView }) {
  return (
    <div class="stack stack-tight">
      <h1>{nameOf(device)}</h1>
      <p class="quiet">{placeOf(device)}</p>
      <p class="card-state">
        {tagsOf(device).map(({ text, look }) => (
          <span key={text} class={`tag tag-${look}`}>
            {text}
          </span>
        ))}
      </p>
    </div>
  );
}

function Facts({ device }: { device: DeviceView }) {
  const { seenAt, browser, build, version, beat, siteCode, decidedAt, decidedBy } = device;
  const codes = {
    current: 'devices.code.current',
    old: 'devices.code.is-old',
    unknown: 'devices.code.unknown',
  } as const;
  const decided =
    decidedAt === undefined
      ? undefined
      : decidedBy === undefined
        ? word('devices.fact.decided-window', { at: stampTime(decidedAt) })
        : word('devices.fact.decided-by', { at: stampTime(decidedAt), name: decidedBy });
  const facts = [
    ['devices.fact.seen', seenAt === undefined ? word('devices.never-seen') : stampTime(seenAt)],
    ['devices.fact.version', version],
    ['devices.fact.browser', browser === undefined ? undefined : `${browser} ${build ?? ''}`.trim()],
    ['devices.fact.policy', beat && policyText(beat.policy)],
    ['devices.fact.code', siteCode && word(codes[siteCode])],
    ['devices.fact.enrolled', stampTime(device.enrolledAt)],
    ['devices.fact.decided', decided],
    ['devices.fact.id', shortId(device.id)],
  ] as const;
  return (
    <dl class="card facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{word(name)}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function policyText({ source, refused, digest }: NonNullable<DeviceView['beat']>['policy']): string {
  const known = source === 'live' || source === 'cached' ? source : 'none';
  return [
    word(`devices.policy.${known}`),
    refused > 0 && word('devices.policy.refused', { count: refused }),
    digest !== undefined && word('devices.policy.digest', { digest: shortId(digest) }),
  ]
    .filter((part) => part !== false)
    .join(', ');
}

function Gaps({ device, busy, settle }: { device: DeviceView; busy: boolean; settle: () => void }) {
  return (
    <section class="card stack-tight" aria-labelledby="gaps">
      <h2 id="gaps">{word('devices.gaps')}</h2>
      <ul>
        {device.gaps.map(({ gen, from, to }) => (
          <li key={`${gen} ${from}`}>{word(from === to ? 'devices.gaps.one' : 'devices.gaps.many', { from, to })}</li>
        ))}
      </ul>
      <p class="quiet">{word('devices.gaps-why')}</p>
      <div>
        <button type="button" class="button" aria-disabled={busy} onClick={settle}>
          {word('devices.settle')}
        </button>
      </div>
    </section>
  );
}

function Checks({ checks }: { checks: NonNullable<DeviceView['beat']>['checks'] }) {
  const wrong = Object.entries(checks).flatMap(([id, level]) =>
    level === 'red' || level === 'amber' ? [{ id, level }] : [],
  );
  return (
    <section class="card stack-tight" aria-labelledby="checks">
      <h2 id="checks">{word('devices.checks')}</h2>
      {wrong.length === 0 && <p>{word('devices.checks.good')}</p>}
      {wrong.length > 0 && (
        <>
          <ul class="rows">
            {wrong.map(({ id, level }) => (
              <li key={id}>
                {checkName(id)}
                <span class={`tag tag-${level === 'red' ? 'grave' : 'waiting'}`}>{word(`devices.level.${level}`)}</span>
              </li>
            ))}
          </ul>
          <p class="quiet small">{word('devices.checks.why')}</p>
        </>
      )}
    </section>
  );
}
