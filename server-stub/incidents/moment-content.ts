/** Owns what a timeline says beside the kind: of what nobody wrote, only what the chain itself may tell a person. */
import type { AuditRow } from '../storage/audit.ts';

type NameOf = (id: string) => Promise<string | undefined>;

/** Of the entry's payload, what means something to people: never an id, a digest or a seal. */
export async function chainContent(row: AuditRow, nameOf: NameOf): Promise<Record<string, unknown> | undefined> {
  const payload = JSON.parse(row.payload) as Record<string, unknown>;
  switch (row.kind) {
    case 'outcome.set':
      return { outcome: payload['outcome'] };
    case 'alert.queued':
    case 'alert.escalated':
      return {
        people: await namesOf(payload['people'], nameOf),
        ...(payload['why'] === undefined ? {} : { why: payload['why'] }),
        ...(payload['handedOn'] === undefined ? {} : { away: await namesOf(payload['handedOn'], nameOf) }),
      };
    case 'alert.sent':
    case 'alert.failed':
      return { channel: payload['channel'], ...(await personOf(payload['person'], nameOf)) };
    case 'mail.sent':
    case 'mail.bounced':
      return { to: payload['to'] };
    case 'mail.withheld':
      return { why: payload['why'] };
    case 'export.made':
      return { as: payload['as'] };
    default:
      return undefined;
  }
}

async function namesOf(ids: unknown, nameOf: NameOf): Promise<string[]> {
  if (!Array.isArray(ids)) return [];
  const names = await Promise.all(ids.filter((id) => typeof id === 'string').map(nameOf));
  return names.filter((name) => name !== undefined);
}

async function personOf(id: unknown, nameOf: NameOf): Promise<{ person?: string }> {
  const name = typeof id === 'string' ? await nameOf(id) : undefined;
  return name === undefined ? {} : { person: name };
}
