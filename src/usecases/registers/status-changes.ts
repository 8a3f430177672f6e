// Dated changes of status: certificates and authorizations are suspended, withdrawn and reinstated as of a day.
import { statusOn } from '../../domain/registers/facility.ts';
import type { Fault, IsoDate, Text } from '../../domain/values.ts';

interface StatusChange<S extends string> {
  status: S;
  on: IsoDate;
  reason: Text | null;
}

interface StatusInput<S extends string> {
  validFrom: IsoDate;
  status: S;
  statusOn?: IsoDate | undefined;
  statusReason: Text | null;
}

interface Around<S extends string> {
  today: IsoDate;
  before: { validFrom: IsoDate; statusChanges: StatusChange<S>[] } | null;
  patch: Record<string, unknown> | null;
}

/** The faults of a patch that dates or explains a status it does not give, or takes the status away. */
export function statusFaults({ patch }: Pick<Around<string>, 'patch'>): Fault[] {
  if (patch === null) return [];
  if (patch.status === null) {
    return [
      {
        pointer: '/status',
        code: 'value.missing',
        message: { en: 'A status is changed, not removed.', ja: '状態は変更できますが、削除はできません。' },
      },
    ];
  }
  if (patch.status !== undefined) return [];
  return ['statusOn', 'statusReason']
    .filter((name) => patch[name] !== undefined && patch[name] !== null)
    .map((name) => ({
      pointer: `/${name}`,
      code: 'status.not_given',
      message: { en: 'Give the status that this is about.', ja: '対象となる状態（status）を併せて指定してください。' },
    }));
}

/**
 * The columns of an input with a dated status: its changes in the order of their days, and the status in force today.
 * Created: one change, on the first day of the period unless dated. Patched: a given status is a further change, today unless dated;
 * it may lie in the past.
 */
export function statusColumns<S extends string, I extends StatusInput<S>>(
  input: I,
  around: Around<S>,
): Omit<I, 'statusOn' | 'statusReason'> & { statusChanges: StatusChange<S>[] } {
  const { statusOn: on, statusReason: reason, ...rest } = input;
  const changes = changesOf(input.status, on, reason, input.validFrom, around);
  return { ...rest, status: currentStatus(changes, around.today), statusChanges: changes };
}

function changesOf<S extends string>(
  status: S,
  on: IsoDate | undefined,
  reason: Text | null,
  validFrom: IsoDate,
  { before, patch, today }: Around<S>,
): StatusChange<S>[] {
  if (before === null) return [{ status, on: on ?? validFrom, reason }];
  const changes = before.statusChanges.map((change, index) =>
    // A period that turns out to begin earlier takes its first status with it.
    index === 0 && change.on === before.validFrom && validFrom < change.on ? { ...change, on: validFrom } : change,
  );
  if (patch?.status === undefined) return changes;
  const made = { status, on: on ?? today, reason };
  if (statusOn(changes, made.on) === status && reason === null) return changes;
  // A later word on the same day stands behind the earlier one, and so counts.
  const at = changes.findIndex((change) => change.on > made.on);
  return at < 0 ? [...changes, made] : [...changes.slice(0, at), made, ...changes.slice(at)];
}

/** The status in force on a day; before the first change, the one that is to come. */
export function currentStatus<S extends string>(changes: readonly StatusChange<S>[], today: IsoDate): S {
  const status = statusOn(changes, today) ?? changes[0]?.status;
  if (status === undefined) throw new Error('a record without any status');
  return status;
}
