// Targets: later dates beside the one frozen at induction, each with its cause.
import type { Change } from '../../domain/orders/event.ts';
import { refuseFaults } from '../../domain/problem.ts';
import { dateInTokyo, type Fault } from '../../domain/values.ts';
import type { Target, TargetInput } from '../../domain/workshop/target.ts';
import type { Act, Outcome } from '../act.ts';
import { actOnPart, requireRunning, type Shown, unknownAt } from '../orders/parts.ts';

/** Adds a target; those before it stay. Raises access.role_denied, resource.not_found, act.not_offered, request.invalid. */
export async function addTarget(act: Act, workOrderId: string, input: TargetInput): Promise<Outcome<Shown<Target>>> {
  return await actOnPart(act, workOrderId, 'targets', { by: ['program_office'] }, async ({ now, file, order }) => {
    const id = act.newId();
    requireRunning(order);
    const faults: Fault[] = [];
    if (input.date < dateInTokyo(now))
      faults.push({
        pointer: '/date',
        code: 'target.in_past',
        message: { en: 'The target date has passed.', ja: '目標日が過去の日付です。' },
      });
    const { nonconformanceId, operationId } = input;
    if (nonconformanceId !== null && !file.nonconformances.some((n) => n.id === nonconformanceId))
      faults.push(unknownAt('/nonconformanceId'));
    if (operationId !== null && !file.operations.some((o) => o.id === operationId))
      faults.push(unknownAt('/operationId'));
    refuseFaults(faults);
    const set: Omit<Target, 'id' | 'workOrderId'> = {
      // 1 is the one frozen at induction, whether there was one or not.
      n: (file.targets.at(-1)?.n ?? 1) + 1,
      ...input,
      setBy: act.caller.personId,
      setAt: now,
    };
    const changes: Change[] = [{ part: 'target', id, set }];
    return { partId: id, type: 'target_set', data: { targetId: id, ...input }, changes };
  });
}
