// The signature that an MCP bundle carries behind its ZIP: a detached CMS SignedData over all that stands before it.
// https://github.com/anthropics/mcpb (CLI.md, "Signature Format"), RFC 5652
import { createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { ASN1Obj } from '@sigstore/core'
import type { ProvenanceFact } from '../../core/model/provenance.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { sha256Stream } from '../file/sha256.ts'

export type BundleSignature = {
  /** Where the ZIP ends; the whole file where its end record counts the signature as its comment. */
  readonly end: number
  readonly fact: ProvenanceFact
}

const HEAD = Buffer.from('MCPB_SIG_V1')
const FOOT = Buffer.from('MCPB_SIG_END')
const MAX_SIGNATURE_BYTES = 64 * 1024
const END_BYTES = 22

/** Null: the file carries no such block. No ZIP is shorter than its end record. */
export async function readBundleSignature(path: string): Promise<BundleSignature | null> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const length = Math.min(size, MAX_SIGNATURE_BYTES + HEAD.length + FOOT.length + 4)
    const tail = Buffer.alloc(length)
    await file.read(tail, 0, length, size - length)
    if (!tail.subarray(-FOOT.length).equals(FOOT)) return null
    const at = tail.lastIndexOf(HEAD)
    const from = at + HEAD.length
    const words = (state: ProvenanceFact['state'], words: string): ProvenanceFact => ({
      kind: 'own-signature',
      state,
      words,
    })
    const start = size - length + at
    if (at < 0 || start < END_BYTES || tail.readUInt32LE(from) !== length - FOOT.length - from - 4) {
      return { end: size, fact: words('fails', 'The signature of the bundle is damaged.') }
    }
    const comment = at >= END_BYTES ? tail.readUInt16LE(at - 2) : 0
    const isComment = comment === size - start && tail.readUInt32LE(at - END_BYTES) === 0x0605_4b50
    const digests = [await digestOf(path, start, false), ...(isComment ? [await digestOf(path, start, true)] : [])]
    const checked = checkCms(tail.subarray(from + 4, length - FOOT.length), digests)
    return { end: isComment ? size : start, fact: words(checked.ok ? 'holds' : 'fails', checked.words) }
  } finally {
    await file.close()
  }
}

/** `asSigned`: the end record had no comment yet when it was signed. */
async function digestOf(path: string, end: number, asSigned: boolean): Promise<Buffer> {
  const hash = sha256Stream()
  const upTo = asSigned ? end - 2 : end
  for await (const chunk of createReadStream(path, { end: upTo - 1 }) as AsyncIterable<Buffer>) hash.update(chunk)
  if (asSigned) hash.update(Buffer.alloc(2))
  return hash.digest()
}

type Checked = { readonly ok: boolean; readonly words: string }

const OID = {
  signedData: '1.2.840.113549.1.7.2',
  messageDigest: '1.2.840.113549.1.9.4',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const

function checkCms(der: Buffer, digests: readonly Buffer[]): Checked {
  const no = (words: string): Checked => ({ ok: false, words })
  try {
    const { certificate, attributes, signature, algorithm } = readCms(der)
    if (algorithm !== OID.sha256) return no('The bundle is signed by way of a digest that is not taken here.')
    if (!digests.some((digest) => digest.equals(digestIn(attributes)))) {
      return no('The signature of the bundle is of other bytes than it holds.')
    }
    // Signed as a SET, and carried under another tag (RFC 5652 section 5.4).
    const signed = Buffer.from(attributes.toDER())
    signed[0] = 0x31
    if (!verify('sha256', signed, keyOf(certificate), signature))
      return no('The signature of the bundle does not hold.')
    const print = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
    const who = quote(untrusted(certificate.subject.replaceAll('\n', ', ')), 200)
    return {
      ok: true,
      words: `Its bytes are as they were signed by the holder of the certificate sha256:${print}, which calls itself ${who}; nobody was asked whether that is true.`,
    }
  } catch {
    return no('The signature of the bundle is of a kind that is not read here, or damaged.')
  }
}

const keyOf = ({ publicKey }: X509Certificate): KeyObject =>
  createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }))

function readCms(der: Buffer) {
  const [type, content] = ASN1Obj.parseBuffer(der as Buffer<ArrayBuffer>).subs
  if (type?.toOID() !== OID.signedData) throw new Error('no SignedData')
  const parts = content!.subs[0]!.subs
  const certificates = parts.find(({ tag }) => tag.isContextSpecific(0))
  const signers = parts.at(-1)!.subs
  if (signers.length !== 1 || certificates === undefined) throw new Error('not exactly one signer')
  const [, who, digest, ...rest] = signers[0]!.subs
  const attributes = rest.find(({ tag }) => tag.isContextSpecific(0))
  const signature = rest.find(({ tag }) => tag.number === 0x04 && tag.isUniversal())
  if (attributes === undefined || signature === undefined) throw new Error('no signed attributes')
  const serial = who!.subs[1]!.value.toString('hex').replace(/^0+/, '').toLowerCase()
  const all = certificates.subs.map((one) => new X509Certificate(one.toDER()))
  const certificate = all.find(({ serialNumber }) => serialNumber.replace(/^0+/, '').toLowerCase() === serial)
  if (certificate === undefined) throw new Error('no certificate of the signer')
  return { certificate, attributes, signature: signature.value, algorithm: digest!.subs[0]!.toOID() }
}

function digestIn(attributes: ASN1Obj): Buffer {
  const found = attributes.subs.filter(({ subs }) => subs[0]?.toOID() === OID.messageDigest)
  if (found.length !== 1) throw new Error('not exactly one digest')
  return found[0]!.subs[1]!.subs[0]!.value
}
