// The two files that go between two persons: what the second is asked, and what they signed. Both are words of somebody else until they
// are checked.
import { base64, pinShape, SERVER_NAME } from '../../core/lock/shape.ts'
import { fields, list, oneOf, optional, type Shape, text } from '../../core/lock/shapes.ts'
import { APPROVER_ROLES } from '../../core/model/approver.ts'
import { bound } from '../../core/model/bounds.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { type Verdict, VERDICTS } from '../../core/model/vetting.ts'
import type { AskedSecond } from '../../core/report/second-card.ts'
import { readBounded } from '../file/read.ts'
import { replaceFile } from '../file/replace.ts'

type SignedSecond = { readonly name: string; readonly key: string; readonly value: string }

type File<Value> = Value & { readonly schema: string }
const ASKED = 'sallyport/second-asked@1'
const SIGNED = 'sallyport/second-signed@1'

const name = text('the name of a server', SERVER_NAME)
const asked = fields<File<AskedSecond>>({
  schema: oneOf(ASKED),
  name,
  pin: pinShape,
  roles: optional(list(oneOf(...APPROVER_ROLES), String), undefined),
  vetted: optional(fields<{ verdict: Verdict; at: string }>({ verdict: oneOf(...VERDICTS), at: text('a time') }), null),
})
const signed = fields<File<SignedSecond>>({ schema: oneOf(SIGNED), name, key: base64, value: base64 })

export const writeAsked = (path: string, value: AskedSecond): Promise<void> => write(path, { schema: ASKED, ...value })
export const writeSigned = (path: string, value: SignedSecond): Promise<void> =>
  write(path, { schema: SIGNED, ...value })
export const readAsked = (path: string): Promise<AskedSecond> => read(path, asked, 'second ask NAME --out FILE')
export const readSigned = (path: string): Promise<SignedSecond> => read(path, signed, 'second sign FILE --out SIGNED')

const write = (path: string, value: object): Promise<void> => replaceFile(path, `${JSON.stringify(value, null, 2)}\n`)

async function read<Value>(path: string, shape: Shape, madeBy: string): Promise<Value> {
  const shown = quote(untrusted(path), 400)
  const bytes = await readBounded(path, { maxBytes: bound('second-bytes'), code: 'config-invalid' })
  if (bytes === null) {
    throw new Failure('target-unknown', `there is no file ${shown}`, {
      fix: `It is made with \`sallyport ${madeBy}\`.`,
    })
  }
  const wrong = (why: string): Failure =>
    new Failure('config-invalid', `${shown} line 1: ${why}`, { fix: `Make it anew with \`sallyport ${madeBy}\`.` })
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw wrong('it is no JSON')
  }
  const misfit = shape(value)
  if (misfit !== null) throw wrong([...misfit.path, misfit.why].join(': '))
  const { schema: _schema, ...rest } = value as File<Value>
  return rest as Value
}
