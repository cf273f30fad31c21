// An image, ready to be played: its own root file system in place of the programs of this machine, started as its configuration says.
import { realpath } from 'node:fs/promises'
import { envRefusal } from '../../../core/confine/environment.ts'
import { isPlain } from '../../../core/confine/paths.ts'
import { Failure } from '../../../core/model/failure.ts'
import type { Fetched } from '../../../core/model/fetched.ts'
import { quote, untrusted } from '../../../core/model/untrusted.ts'
import { parseStrict } from '../../../core/protocol/strict-json.ts'
import { imageStart } from '../../../core/source/image-config.ts'
import { shellOf } from '../../../io/launch/shell.ts'
import { foundIn, hasPreload, layRoot, shownOf } from '../../../io/source/oci/root.ts'
import { NO_FACTS, type ResolvedTarget, type ResolveWorld } from '../../resolve/world.ts'

/** As engines have it where an image names none. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** Where programs of the common systems look for the authorities that they believe. */
const AUTHORITIES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/ssl/cert.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
]

/** Nothing of it is executed, and its files are looked at before: links are laid among them now. */
export async function resolveUnpacked(fetched: Fetched, world: ResolveWorld): Promise<ResolvedTarget> {
  const { image } = fetched
  const refuse = (why: string): Failure => new Failure('target-unknown', `the image is not played: ${why}`)
  if (image === undefined) throw refuse('it has no configuration')
  const read = parseStrict(image.config)
  const start = read.ok
    ? imageStart(read.value, process.arch)
    : 'its configuration is no JSON that everybody reads alike'
  if (typeof start === 'string') throw refuse(start)
  // A manifest names them packed, and who asks for an image by the digest of its configuration gets those that this names.
  const areNamed =
    image.layers.length === start.layers.length && image.layers.every((one, at) => one === start.layers[at])
  if (!areNamed) throw refuse('its layers are not those that its configuration names')
  const { bash } = world.host.tools
  if (bash === undefined)
    throw new Failure('tool-missing', 'bash is not installed; the self-test of a sandbox needs it')
  const root = await realpath(fetched.folder)
  layRoot(root, image.links)
  const { PATH: path = PATH, HOME: _, ...named } = start.env
  const env = Object.entries(named).filter((pair) => envRefusal(Object.fromEntries([pair])) === null)
  const cwd = foundIn(root, start.cwd)
  const [program, ...words] = start.words
  const found = programIn(root, program, path, start.cwd)
  if (found === null) throw refuse(`its command ${quote(untrusted(program), 200)} is not in it`)
  return {
    artifact: { kind: 'image', reference: fetched.name, image: image.id },
    argv: [found, ...words],
    interpreter: null,
    roots: [],
    facts: NO_FACTS,
    env: Object.fromEntries(env),
    unplayed: [
      ...(cwd?.kind === 'folder' ? [] : ['its working folder, which is not in it: it was started in /']),
      ...(env.length === Object.keys(named).length ? [] : ['variables of its configuration that no server is given']),
      ...(hasPreload(root) ? ['what its /etc/ld.so.preload would load into every program'] : []),
    ],
    image: {
      root: { ...shownOf(root), path, shell: await shellOf(bash) },
      cwd: cwd?.kind === 'folder' ? cwd.path : '/',
      authorities: [...new Set(AUTHORITIES.flatMap((one) => fileIn(root, one)))],
    },
  }
}

const fileIn = (root: string, path: string): readonly string[] => {
  const found = foundIn(root, path)
  return found === null || found.kind === 'folder' ? [] : [found.path]
}

/** As a kernel or a shell would find it. What it is a link to is not what it is called. */
function programIn(root: string, program: string, path: string, cwd: string): string | null {
  const folders = program.startsWith('/') ? [''] : program.includes('/') ? [cwd] : path.split(':')
  const places = folders.map((folder) => `${folder}/${program}`.replace(/\/(?:\.?\/)+/g, '/'))
  return places.find((place) => isPlain(place) && foundIn(root, place)?.kind === 'exec') ?? null
}
