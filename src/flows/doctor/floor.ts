// What the administrator of this machine asks of every approval, as `doctor` tells it.
import { Failure } from '../../core/model/failure.ts'
import type { Paths } from '../../core/model/paths.ts'
import { rolesText } from '../../core/report/approvers-text.ts'
import { counted } from '../../core/text/counted.ts'
import { readManaged } from '../../io/store/managed.ts'
import { type Check, ok } from './check.ts'

/** Nothing is said where the administrator asks for nothing. */
export async function floorCheck(paths: () => Paths): Promise<readonly Check[]> {
  const title = 'What the administrator of this machine asks for'
  try {
    const { tier, roles, approvers } = await readManaged(paths().managed)
    const asked = [
      ...(tier === null ? [] : [`the tier ${tier} at least, of every approval`]),
      ...(roles.length === 0 ? [] : [`${rolesText(roles)} between two persons`]),
      ...(approvers === null ? [] : [`${counted(approvers.length, 'person')} who may be the second`]),
    ]
    return asked.length === 0 ? [] : [ok('floor', title, asked.join('; '))]
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    const cost = 'Nothing is approved or started.'
    return [{ ...ok('floor', title, cause.message), state: 'missing', cost, next: cause.fix }]
  }
}
