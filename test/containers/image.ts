// An image made here, of the Node that runs the tests and a server: no registry is asked for one.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { engineEnv } from '../../src/io/launch/container/engine.ts'
import { homeOf } from '../../src/io/launch/host.ts'

export const PODMAN = '/usr/bin/podman'
const SERVER = fileURLToPath(new URL('../servers/server.mjs', import.meta.url))
const CLIENT = fileURLToPath(new URL('../egress/client.mjs', import.meta.url))
const BEACON = fileURLToPath(new URL('../egress/beacon.mjs', import.meta.url))

export const podman = (...words: string[]): string =>
  execFileSync(PODMAN, words, {
    encoding: 'utf8',
    // The store that the product looks into.
    env: engineEnv({ program: PODMAN, home: homeOf() }),
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()

export type Image = { readonly name: string; readonly id: string; readonly remove: () => void }

/** `whole`: with what Node needs. Otherwise next to nothing, which is enough to be refused. */
export function makeImage(whole: boolean): Image {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-image-'))
  try {
    const root = join(folder, 'root')
    const put = (path: string, source: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      copyFileSync(source, join(root, path))
    }
    mkdirSync(join(root, 'data'), { recursive: true })
    writeFileSync(join(root, 'data/of-image'), 'image\n')
    if (whole) {
      const node = realpathSync(process.execPath)
      put('/usr/bin/node', node)
      put('/app/server.mjs', SERVER)
      put('/app/client.mjs', CLIENT)
      put('/app/beacon.mjs', BEACON)
      put('/usr/bin/unshare', '/usr/bin/unshare')
      const libraries = execFileSync('ldd', [node], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)
      for (const [, path] of libraries) put(path!, path!)
    }
    // Of its own for each file of tests: images of the same bytes at the same second would have one id.
    writeFileSync(join(root, 'data/whose'), randomUUID())
    const tar = join(folder, 'root.tar')
    execFileSync('tar', ['-C', root, '--owner=0', '--group=0', '-cf', tar, '.'])
    const name = `localhost/sallyport-test:${process.pid}`
    podman('import', '--quiet', tar, name)
    const id = `sha256:${podman('image', 'inspect', '--format', '{{.Id}}', name).replace('sha256:', '')}`
    return { name, id, remove: () => void podman('rmi', '--force', id) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
