// The second person: what they are asked is the very pin that the first approved, what they sign are the very bytes that the first signed,
// and what they signed counts only where somebody trusts their key for it.
import { canonical } from '../core/canon/digest.ts'
import { approvalBytes } from '../core/lock/approvers.ts'
import { pinNamed, pinOf } from '../core/lock/lockfile.ts'
import { Failure } from '../core/model/failure.ts'
import type { ApproverRole } from '../core/model/approver.ts'
import type { Paths } from '../core/model/paths.ts'
import type { Approver, Lockfile, Pin } from '../core/model/pin.ts'
import { needsTwo } from '../core/model/vet-tier.ts'
import { quote, untrusted } from '../core/model/untrusted.ts'
import { secondPersonText, withRoles } from '../core/report/approvers-text.ts'
import { secondCard } from '../core/report/second-card.ts'
import type { Agreed } from '../io/ask/consent.ts'
import { readAsked, readSigned, writeAsked, writeSigned } from '../io/store/second.ts'
import { publicKeyOf, signedBy } from '../io/store/signing-key.ts'
import { keptVetRecord } from '../io/store/vet-record.ts'
import { checkName } from './approve.ts'
import {
  approverOf,
  approversHere,
  holds,
  isOwn,
  keyBytes,
  notOwn,
  objectionToApprovers,
  rolesMissing,
} from './approve/approvers.ts'
import { changeLock, type ChangeDesk } from './change/lock.ts'
import { type Outcome, UNCHANGED } from './outcome.ts'
import { objectionToWords, saidIn } from './approve/secret-words.ts'

export type SecondDesk = ChangeDesk & {
  readonly paths: Paths
  readonly show: (text: string) => void
  readonly consent: (question: string, expected: string) => Promise<Agreed>
}

/** Writes down what the second person is asked. It holds no secret: names of them at most. */
export async function askSecond(name: string, file: string, { lock, paths }: SecondDesk): Promise<Outcome> {
  checkName(name)
  const { pin } = await waiting(await lock.read(), name, paths)
  const objection = objectionToWords(name, saidIn(pin))
  if (objection !== null) return objection
  const record = await keptVetRecord(paths, name, pin.vetted)
  const roles = rolesMissing(pin, await approversHere(paths))
  const vetted = record === null ? null : { verdict: record.verdict, at: record.at }
  await writeAsked(file, { name, pin, vetted, roles })
  const next = `\`sallyport second sign ${shown(file)} --out SIGNED\` is for them, \`sallyport second take ${name} SIGNED\` for you`
  return { kind: 'done', text: `what ${secondPersonText(roles)} signs for ${name} is in ${shown(file)}; ${next}\n` }
}

/** By the second person, with their own key, on whatever machine it is. */
export async function signAsSecond(file: string, out: string, desk: SecondDesk): Promise<Outcome> {
  const asked = await readAsked(file)
  const { name, pin } = asked
  const [first] = pin.signatures ?? []
  const bytes = approvalBytes(name, pin)
  if (first === undefined || !holds(first, bytes)) {
    return refused(`${shown(file)} is not what somebody approved: its signature does not fit`, 'Ask for the file anew.')
  }
  const own = await publicKeyOf(desk.paths.keys, 'approval')
  if (own !== null && keyBytes(first).equals(own.publicKey)) {
    return refused(`the key of this user approved ${name} first: the second person needs a key of their own`, OTHERS)
  }
  const objection = objectionToWords(name, saidIn(pin))
  if (objection !== null) return objection
  desk.show(secondCard(asked))
  const agreed = await desk.consent(`\nSign exactly this as the second person for ${name}?`, name)
  if (!agreed.given) return refused(`${name} was not signed: ${agreed.why}`, UNCHANGED)
  const recorder = await desk.openRecorder()
  try {
    const detail = canonical({ how: agreed.how, pin })
    await recorder.durable({ type: 'change', command: 'second', server: name, by: desk.by, detail })
  } finally {
    await recorder.close()
  }
  await writeSigned(out, { name, ...(await signedBy(desk.paths.keys, bytes)) })
  return { kind: 'done', text: `signed; give ${shown(out)} back: \`sallyport second take ${name} FILE\` takes it\n` }
}

/** Makes the approval whole. Who it is by is what the owner of this lockfile calls the key, never what the file says. */
export async function takeSecond(name: string, file: string, desk: SecondDesk): Promise<Outcome> {
  checkName(name)
  const { pin, found } = await waiting(await desk.lock.read(), name, desk.paths)
  const signed = await readSigned(file)
  const here = await approversHere(desk.paths)
  const trusted = approverOf(signed, here)
  if (trusted === undefined) {
    const next = here.managed.approvers === null ? SHOWN : 'Who may approve on this machine says its administrator.'
    return refused(`${shown(file)} is signed by a key that nobody trusts to approve`, next)
  }
  const second: Approver = { by: trusted.name, key: signed.key, value: signed.value }
  const whole: Pin = { ...pin, signatures: [...pin.signatures!, second] }
  const objection = await objectionToApprovers(name, whole, desk.paths)
  if (objection !== null) return refused(objection.message, `Nothing was changed. ${objection.fix}`)
  const detail = canonical({ by: trusted.name, key: trusted.key, roles: [...trusted.roles] })
  const put = (lock: Lockfile): Lockfile => {
    if (JSON.stringify(pinOf(lock, name)) !== JSON.stringify(found)) {
      throw new Failure('pin-mismatch', `what is approved as ${name} changed meanwhile`)
    }
    return { ...lock, pins: { ...lock.pins, [name]: whole } }
  }
  const after = await changeLock(desk, { command: 'second', server: name, detail }, put)
  const [first = [], own] = [approverOf(pin.signatures![0]!, here)?.roles, trusted.roles]
  const who = `${signer(pin.approver, first)} and ${signer(trusted.name, own)}`
  return { kind: 'done', text: `${name} is approved by two persons, ${who} (serial ${after.serial})\n` }
}

/** What is there, and the same by the first person alone: a second signature that does not count any more is asked for anew. */
async function waiting(
  lock: Lockfile,
  name: string,
  paths: Paths,
): Promise<{ readonly found: Pin; readonly pin: Pin }> {
  const found = pinNamed(lock, name)
  if ((await objectionToApprovers(name, found, paths)) === null) {
    throw new Failure('usage-invalid', `${name} waits for nobody`, {
      fix: needsTwo(found)
        ? 'Two persons approved it already.'
        : 'Only an approval of the tier high needs a second person, and one of a server that is reached from medium on: `sallyport approve NAME --tier high`.',
    })
  }
  const [first] = found.signatures ?? []
  if (first === undefined || !(await isOwn(first, approvalBytes(name, found), paths))) {
    throw new Failure('pin-mismatch', notOwn(name), { fix: `Approve it anew with \`sallyport approve ${name}\`.` })
  }
  return { found, pin: { ...found, signatures: [first] } }
}

const SHOWN = 'If it is theirs, they show it by `sallyport second key`; then `sallyport trust add KEY --for approvals`.'
const OTHERS = 'Nothing was changed. A second person signs what `sallyport second ask NAME --out FILE` writes now.'
const refused = (why: string, next: string): Outcome => ({ kind: 'refused', why: [why], next })
const signer = (name: string, roles: readonly ApproverRole[]): string => withRoles(quote(untrusted(name)), roles)
const shown = (path: string): string => quote(untrusted(path), 300)
