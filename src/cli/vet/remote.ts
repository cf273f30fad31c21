// The world of `vet --remote`: nothing is fetched and nothing is played, so what is about files is refused.
import { dialledBy, readRemoteNet } from '../../core/egress/remote.ts'
import { Failure } from '../../core/model/failure.ts'
import type { NetGrant } from '../../core/model/grants.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { compareListings, remoteAt } from '../../flows/vet/remote.ts'
import type { VetWorld } from '../../flows/vet/vet.ts'
import { type Args, isGiven } from '../command.ts'
import { progressOn } from '../print.ts'
import type { World } from '../world.ts'

const LATER_MS = 10_000

export function remoteWorld(target: string, options: Args['options'], world: World): VetWorld {
  const about = ['sbom', 'known'].find((name) => isGiven(options[name]))
  if (about !== undefined || options['rehearsal'] === false) {
    const word = about ?? 'no-rehearsal'
    throw new Failure('usage-invalid', `--${word} is about files, and --remote has none`, {
      fix: `Leave --${word} out.`,
    })
  }
  if (isGiven(options['tier'])) {
    throw new Failure(
      'usage-invalid',
      '--tier is about what a record shows, and an approval of an address takes none',
      {
        fix: 'Leave --tier out; `sallyport approve NAME --url ADDRESS --tier TIER` says what is missing.',
      },
    )
  }
  const progress = progressOn(world)
  const net = netOf(remoteAt(target).name, options['net'])
  return {
    withMaterial: async (word, work) => await work(remoteAt(word)),
    parts: [compareListings({ net, laterMs: LATER_MS, progress })],
    progress,
  }
}

function netOf(url: string, words: Args['options'][string]): readonly NetGrant[] {
  return (Array.isArray(words) ? (words as readonly string[]) : []).map((word) => {
    const read = readRemoteNet(word, dialledBy(new URL(url)))
    if (read.ok) return read.grant
    throw new Failure('grant-invalid', `--net ${quote(untrusted(word), 200)} ${read.why}`)
  })
}
