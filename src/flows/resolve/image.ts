// A container image: what its name means in the store of the engine here, by its id. Nothing is fetched and nothing is run.
import { containerCommand, readContainer } from '../../core/confine/container/words.ts'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { imageId } from '../../io/launch/container/engine.ts'
import type { ImageTarget } from '../../io/source/target.ts'
import { digested, type ResolvedTarget, type ResolveWorld } from './world.ts'

export async function resolveImage({ argv }: ImageTarget, world: ResolveWorld): Promise<ResolvedTarget> {
  const read = readContainer(argv)
  if (!read.ok) {
    throw new Failure('target-unknown', `this container is not started: ${read.why}`, {
      fix: 'Take that out of the entry. What the server needs of this machine is granted: --read, --write, --env, --secret.',
    })
  }
  const { words } = read
  const engine = world.host.tools.podman
  if (engine === undefined) {
    throw new Failure('backend-missing', 'podman is not installed, and containers are started with it alone', {
      fix: 'Install podman with the package manager of this system; `docker run` entries are then started with it too.',
    })
  }
  const id = await imageId({ program: engine, home: world.host.home }, words.image)
  if (id === null) {
    const shown = quote(untrusted(words.image), 300)
    throw new Failure('target-unknown', `the image ${shown} is not on this machine, and Sallyport fetches none`, {
      fix: `Fetch it yourself with \`podman pull\`, or from docker with \`docker save\` and \`podman load\`, then repeat the command.`,
    })
  }
  return {
    artifact: { kind: 'image', reference: words.image, image: id },
    argv: containerCommand(engine, words, id),
    interpreter: await digested(engine, world.store),
    roots: [],
    facts: {
      installScripts: [],
      packages: [],
      notCovered: ['The layers of the image: the engine keeps them, and who may write to its store can change them.'],
    },
  }
}
