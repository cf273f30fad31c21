import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { Source } from '../../core/policy/cedar/load.ts'
import { deepFault, faultsOf } from '../../core/policy/cedar/load.ts'
import { asFailure, engineFrom } from './policy-here.ts'

/** The set as the engine lays it out: the same statements, the same comments. */
export async function formatted(source: Source): Promise<{ readonly text: string; readonly isFormatted: boolean }> {
  const deep = deepFault(source)
  if (deep !== null) throw asFailure(deep)
  const engine = engineFrom()
  try {
    const found = engine.format(source.text)
    if ('faults' in found) throw asFailure(faultsOf(source, found.faults))
    const text = found.text.endsWith('\n') ? found.text : `${found.text}\n`
    return { text, isFormatted: text === source.text }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    // It takes a stack frame for each member of a list.
    if (cause instanceof RangeError) {
      const why = `${quote(untrusted(source.set), 400)} has a longer list in it than can be laid out`
      throw new Failure('config-invalid', why, {
        cause,
        fix: 'Leave it as it is: `sallyport policy test` says whether it is sound.',
      })
    }
    throw new Failure('engine-broken', 'The policy engine broke while it read the set', { cause })
  }
}
