// The file by which the administrator of this machine asks for a tier: root's alone, or refused. What a user could change is no floor.
import { lstat, realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Document } from 'yaml'
import { yamlFault } from '../../core/text/yaml-fault.ts'
import { fields, list, oneOf, optional, text } from '../../core/lock/shapes.ts'
import { APPROVER_ROLES, type ApproverKey } from '../../core/model/approver.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Managed, ManagedPlace } from '../../core/model/managed.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { VET_TIERS } from '../../core/model/vet-tier.ts'
import { readBounded } from '../file/read.ts'
import { readKey } from './trusted-keys.ts'

const NOTHING: Managed = { tier: null, roles: [], approvers: null }

const roles = list(oneOf(...APPROVER_ROLES), String)
const approver = fields<ApproverKey>({
  name: text('a name', /^.{1,100}$/su),
  key: text('an Ed25519 public key in base64, as `sallyport second key` prints it', undefined, isKey),
  roles: optional(roles, undefined),
})
const shape = fields<Managed>({
  tier: optional(oneOf(...VET_TIERS), undefined),
  roles: optional(roles, undefined),
  approvers: optional(
    list(approver, (value) => (value as ApproverKey).key),
    undefined,
  ),
})

/** Base64 has several spellings of the same key, and two of them must not be two persons. */
function isKey(value: string): boolean {
  return readKey(value)?.key === value
}

/** What it asks; nothing where there is no such file. A file that is there and cannot be believed is a Failure. */
export async function readManaged({ file, owner }: ManagedPlace): Promise<Managed> {
  // Where files have no owners that we could compare, nothing runs that could be held to it.
  if (process.getuid === undefined) return NOTHING
  const bytes = await read(file)
  // Who could write its folder could have removed it.
  if (bytes !== null || (await isThere(dirname(file)))) await checkFolders(file, owner)
  if (bytes === null) return NOTHING
  const { uid, mode } = await lstat(file)
  if (uid !== owner || (mode & OTHERS_WRITE) !== 0) throw open(file, file)
  const asked = await parsed(bytes.toString('utf8'), file)
  const approvers = asked.approvers?.map((one) => ({ ...one, roles: one.roles ?? [] })) ?? null
  return { tier: asked.tier ?? null, roles: asked.roles ?? [], approvers }
}

const CORRECTS = 'The administrator of this machine corrects it; until then nothing is approved or started.'

async function read(file: string): Promise<Buffer | null> {
  try {
    return await readBounded(file, { code: 'config-invalid' })
  } catch (cause) {
    throw cause instanceof Failure ? new Failure(cause.code, cause.message, { fix: CORRECTS, cause }) : cause
  }
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

const OTHERS_WRITE = 0o022
/** Such a folder, as /tmp is, lets nobody rename or remove what is not theirs. */
const STICKY = 0o1000

async function checkFolders(file: string, owner: number): Promise<void> {
  const folder = await realpath(dirname(file)).catch((cause: NodeJS.ErrnoException) => {
    throw new Failure('config-invalid', `${shown(dirname(file))} leads nowhere (${cause.code ?? cause.message})`, {
      fix: CORRECTS,
      cause,
    })
  })
  for (let path = folder; ; path = dirname(path)) {
    const { uid, mode } = await lstat(path)
    const isOwn = uid === 0 || uid === owner
    if (!isOwn || ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0)) throw open(file, path)
    if (path === dirname(path)) return
  }
}

const open = (file: string, path: string): Failure =>
  new Failure('config-invalid', `${shown(file)} says nothing: others than root can change ${shown(path)}`, {
    fix: `The administrator of this machine makes ${shown(path)} root’s alone (\`chown root:root\`, \`chmod go-w\`); until then nothing is approved or started.`,
  })

/** Roles may be left out. */
type Sound = Partial<Omit<Managed, 'approvers'>> & {
  readonly approvers?: readonly (Omit<ApproverKey, 'roles'> & Partial<ApproverKey>)[]
}

async function parsed(words: string, file: string): Promise<Sound> {
  const { isNode, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const wrong = (at: number, why: string): Failure =>
    new Failure('config-invalid', `${shown(file)} line ${lines.linePos(at).line}: ${why}`, {
      fix: CORRECTS,
    })
  const document = parseDocument(words, { lineCounter: lines, prettyErrors: false, schema: 'core', strict: true })
  const fault = document.errors[0] ?? document.warnings[0]
  if (fault !== undefined) throw wrong(fault.pos[0], `not readable as YAML: ${yamlFault(fault.code)}`)
  const value = jsonIn(document)
  // An alias could grow without end.
  if (value === undefined) throw wrong(0, 'it holds an alias')
  const misfit = shape(value)
  if (misfit === null) return value as Sound
  const node = document.getIn(misfit.path, true)
  const at = isNode(node) ? (node.range?.[0] ?? 0) : 0
  throw wrong(at, [...misfit.path, misfit.why].join(': '))
}

function jsonIn(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch {
    return undefined
  }
}

const shown = (path: string): string => quote(untrusted(path), 400)
