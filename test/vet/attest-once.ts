// Checks the recorded attestations in a process of its own, which may have no network at all.
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Json } from '../../src/core/model/json.ts'
import { checkBundle, recordedTrust } from '../../src/io/provenance/sigstore.ts'

const NAMES = ['sigstore-1.3.0.publish.json', 'sigstore-1.3.0.provenance.json', 'sigstore-2.0.0.provenance.json']
const read = (name: string): Json => JSON.parse(readFileSync(join('test/samples/attestations', name), 'utf8')) as Json
const trust = recordedTrust()
const states = NAMES.map((name) => (checkBundle(read(name), trust).ok ? 'holds' : 'fails'))
process.stdout.write(JSON.stringify({ networks: Object.keys(networkInterfaces()), states }))
