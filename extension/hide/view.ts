/** What the cover may know of an incident: its state, the school's wording settings, never an address. */
import { readKeyOf } from '../../shared/wire.ts';
import type { Policy } from '../../shared/policy.ts';
import type { CoverView } from '../platform/messages.ts';
import { hoursAt } from './school-hours.ts';
import { helpOffered } from './visit.ts';
import type { Incident } from './incident.ts';

export async function viewOf(incident: Incident, policy: Policy, at: number): Promise<CoverView> {
  const { endpoint, publicKey, schoolName, helpContacts, deviceLabel } = policy;
  return {
    incident: incident.id,
    state: incident.state,
    pressedAt: incident.pressedAt,
    ...(incident.by !== undefined && { by: incident.by }),
    connected: endpoint !== undefined && publicKey !== undefined,
    hours: hoursAt(policy, new Date(at)),
    uncovered: incident.uncovered,
    tier: policy.tier ?? 'ks1',
    languages: policy.languages ?? [],
    ...(schoolName !== undefined && { schoolName }),
    ...(helpContacts !== undefined && { helpContacts }),
    ...(deviceLabel !== undefined && { deviceLabel }),
    help: helpOffered(policy),
    ...(incident.kept && { kept: true as const }),
    practice: false,
    ...(incident.atSchool &&
      endpoint !== undefined && {
        stream: {
          url: `${endpoint}/v1/reports/${incident.id}/events`,
          bearer: await readKeyOf(incident.statusKey),
        },
      }),
  };
}
