import { Failure } from '../../core/model/failure.ts'
import type { Source } from '../../core/policy/cedar/load.ts'
import { faultsOf } from '../../core/policy/cedar/load.ts'
import { asFailure, engineFrom } from './policy-here.ts'

/** The set as the engine lays it out: the same statements, the same comments. */
export async function formatted(source: Source): Promise<{ readonly text: string; readonly isFormatted: boolean }> {
  const engine = engineFrom()
  try {
    const found = engine.format(source.text)
    if ('faults' in found) throw asFailure(faultsOf(source, found.faults))
    const text = found.text.endsWith('\n') ? found.text : `${found.text}\n`
    return { text, isFormatted: text === source.text }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('engine-broken', 'The policy engine broke while it read the set', { cause })
  }
}
