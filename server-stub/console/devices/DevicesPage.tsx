/** The school's devices: how many there are of each kind, one page of them at a time, and letting new ones in. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import {
  deviceFilters,
  deviceListSchema,
  type DeviceFilter,
  type DeviceList,
  type DeviceSummary,
} from '../../../shared/fleet-api.ts';
import { ago } from '../../../shared/board.ts';
import { call } from '../api.ts';
import { Labelled, Problem } from '../frame/Field.tsx';
import { useAnswer } from '../frame/use-answer.ts';
import { useNow } from '../frame/use-now.ts';
import { useOnce } from '../frame/use-once.ts';
import { agoText, word } from '../words.ts';
import { Approval } from './Approval.tsx';
import { nameOf, placeOf, tagsOf } from './device-words.ts';
import { Loose } from './Loose.tsx';
import { SiteCode } from './SiteCode.tsx';

/** Long enough that a word is typed in between, short enough that nobody waits. */
const typingMs = 250;

const pathOf = (state: DeviceFilter, search: string, after?: string) => {
  const query = new URLSearchParams({ state, search, ...(after === undefined ? {} : { after }) });
  return `/devices?${query.toString()}`;
};

export function DevicesPage() {
  const [state, setState] = useState<DeviceFilter>('all');
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const load = useCallback(() => call(pathOf(state, search), deviceListSchema), [state, search]);
  const { answer, again } = useAnswer(load);
  const list = answer?.ok ? answer.value : undefined;
  return (
    <>
      <div class="page-head">
        <h1>{word('devices.title')}</h1>
        <button type="button" class="button button-small" onClick={again}>
          {word('audit.renew')}
        </button>
      </div>
      <p class="quiet">{word('devices.why')}</p>
      {answer && !answer.ok && <Problem sentence={answer.failure.sentence} />}
      {list && (
        <>
          <Approval list={list} renew={again} />
          <SiteCode />
          {list.loose.length > 0 && <Loose loose={list.loose} renew={again} />}
          <Filters counts={list.counts} state={state} choose={setState} />
        </>
      )}
      <Labelled id="search" label={word('devices.search')}>
        <input
          id="search"
          type="search"
          class="input"
          autocomplete="off"
          maxLength={200}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </Labelled>
      {!answer && <p class="quiet">{word('loading')}</p>}
      {list && <Pages key={`${state} ${search} ${list.now}`} first={list} state={state} search={search} />}
    </>
  );
}

const looks: Partial<Record<DeviceFilter, string>> = {
  pending: 'chip-waiting',
  silent: 'chip-waiting',
  held: 'chip-grave',
  gaps: 'chip-grave',
};

type FiltersProps = {
  counts: DeviceList['counts'];
  state: DeviceFilter;
  choose: (state: DeviceFilter) => void;
};

function Filters({ counts, state, choose }: FiltersProps) {
  return (
    <div class="chips" role="group" aria-label={word('devices.filter')}>
      {deviceFilters.map((name) => (
        <button
          key={name}
          type="button"
          class={`chip ${counts[name] === 0 ? 'chip-empty' : (looks[name] ?? '')}`}
          aria-pressed={name === state}
          onClick={() => choose(name)}
        >
          {word(`devices.filter.${name}`)}
          <span class="chip-count">{counts[name].toLocaleString('en-GB')}</span>
        </button>
      ))}
    </div>
  );
}

/** The first page of a question, and more as they are asked for. */
function Pages({ first, state, search }: { first: DeviceList; state: DeviceFilter; search: string }) {
  const [more, setMore] = useState<readonly DeviceList[]>([]);
  const [problem, setProblem] = useState<string>();
  const { busy, once } = useOnce<'more'>();
  const now = useNow();
  const pages = [first, ...more];
  const devices = pages.flatMap((page) => page.devices);
  const next = pages.at(-1)?.next;
  if (devices.length === 0)
    return (
      <div class="empty">
        <strong>{word('devices.none')}</strong>
        <p>{word(state === 'all' && search === '' ? 'devices.none-why' : 'devices.none-found')}</p>
      </div>
    );
  return (
    <>
      <ul class="devices">
        {devices.map((device) => (
          <Row key={device.id} device={device} now={now} />
        ))}
      </ul>
      <Problem sentence={problem} />
      {next !== undefined && (
        <button
          type="button"
          class="button"
          aria-disabled={busy !== undefined}
          onClick={() =>
            once('more', async () => {
              const answer = await call(pathOf(state, search, next), deviceListSchema);
              setProblem(answer.ok ? undefined : answer.failure.sentence);
              if (answer.ok) setMore((earlier) => [...earlier, answer.value]);
            })
          }
        >
          {word(busy ? 'loading' : 'devices.more')}
        </button>
      )}
    </>
  );
}

function Row({ device, now }: { device: DeviceSummary; now: number }) {
  return (
    <li class="device">
      <div>
        <a class="device-name" href={`/devices/${encodeURIComponent(device.id)}`}>
          {nameOf(device)}
        </a>
        <p class="quiet small">{placeOf(device)}</p>
        <p class="quiet small">{heard(device, now)}</p>
      </div>
      <div class="device-state">
        {tagsOf(device).map(({ text, look }) => (
          <span key={text} class={`tag tag-${look}`}>
            {text}
          </span>
        ))}
      </div>
    </li>
  );
}

function heard({ state, seenAt, enrolledAt }: DeviceSummary, now: number): string {
  if (state === 'pending') return word('devices.asked', { ago: agoText(ago(enrolledAt, now)) });
  if (seenAt === undefined) return word('devices.never-seen');
  return word('devices.seen', { ago: agoText(ago(seenAt, now)) });
}
