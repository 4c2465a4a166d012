/** A profile's settings as sentences for its page. Pure. */
import { word, wordIfAny } from '../words.ts';
import type { Profile } from './profile.ts';

type Rules = Profile['profile'];

/** Name and value of each, in the order of the policies. */
export function settingsOf(rules: Rules): [string, string][] {
  const { learner, filter, urlMail, safeguarding, access, platform, hours, alerts, education } = rules;
  const rows: [string, string | undefined][] = [
    [word('setting.learner'), word(`learner.${learner.act}`)],
    [word('setting.login'), loginOf(learner)],
    [word('setting.filter'), listOf([filter.product, filter.provider])],
    [word('setting.blocker'), filter.blockedBy ?? word('setting.unnamed')],
    [
      word('setting.mail'),
      urlMail ? word('setting.mail-to', { role: word(`role.${urlMail.to}`) }) : word('setting.mail-no'),
    ],
    [word('setting.offensive'), listOf(rules.offensiveMessagesTo.map((role) => word(`role.${role}`)))],
    [word('setting.dsl-head'), word(`dsl-head.${safeguarding.dslIsHead}`)],
    [word('setting.reports-to'), listOf([...safeguarding.reportsTo, word(`every.${safeguarding.reportsEvery}`)])],
    [word('setting.governor'), word(`governor.${safeguarding.meetsGovernor}`)],
    [word('setting.head-copy'), word(`head-copy.${safeguarding.headCopy}`)],
    [word('setting.unsure'), word(`unsure.${safeguarding.unsure.step}`)],
    [word('setting.password'), passwordOf(access)],
    [word('setting.reviews'), word(access.byRoleWithReviews ? 'setting.yes' : 'setting.stricter')],
    [word('setting.audits'), word(access.learnerActivityAudits ? 'setting.yes' : 'setting.no')],
    [word('setting.platform'), platform.name ?? undefined],
    [word('setting.rewards'), listOf([...education.rewards, education.peers])],
    [word('setting.hours'), hoursOf(hours)],
    [word('setting.closed'), hours.closedDays.length > 0 ? hours.closedDays.join(', ') : word('setting.closed-none')],
    [word('setting.ladder'), alerts.ladder.map(stepOf).join('; ')],
    [word('setting.phones'), word(alerts.personalPhones ? 'setting.yes' : 'setting.phones-no')],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== '');
}

const listOf = (parts: readonly (string | null | undefined)[]) => parts.filter(Boolean).join(', ');

function loginOf({ ownLoginFromYear, ownLoginExcept }: Rules['learner']): string {
  if (ownLoginFromYear === null) return word('setting.login-unsaid');
  const from = word('setting.login-from', { year: ownLoginFromYear });
  return ownLoginExcept.length > 0 ? `${from} ${word('setting.login-except', { who: listOf(ownLoginExcept) })}` : from;
}

function passwordOf({ passwordMonths, passwordUnlessPrompted }: Rules['access']): string {
  const every = word('setting.password-every', { months: passwordMonths });
  return passwordUnlessPrompted ? `${every}, ${word('setting.password-unless')}` : every;
}

/** Days of the same hours together: `Mon–Fri 08:30–15:45`. */
function hoursOf({ open, zone }: Rules['hours']): string {
  const days = (['1', '2', '3', '4', '5', '6', '7'] as const).flatMap((day) => {
    const span = open[day];
    return span === undefined ? [] : [[word(`weekday.${day}`), span.replace('-', '–')] as const];
  });
  const [first] = days;
  if (!first) return word('setting.never-open');
  const same = days.every(([, span]) => span === first[1]);
  const last = days.at(-1);
  const text = same
    ? `${first[0]}–${last?.[0] ?? ''} ${first[1]}`
    : days.map(([day, span]) => `${day} ${span}`).join(', ');
  return `${text} (${zone})`;
}

function stepOf({ afterSeconds, tell, by }: Rules['alerts']['ladder'][number]): string {
  const who = tell.map((one) => wordIfAny(`role.${one}`) ?? one).join(', ');
  const ways = by.map((way) => word(`channel.${way}`)).join(', ');
  return word(afterSeconds === 0 ? 'setting.step-first' : 'setting.step', { seconds: afterSeconds, who, ways });
}
