// Secrets among the words that start a server, or in its address. What is approved stands in the lockfile and in the log, so a credential itself is
// refused there; a reference to a granted secret may stand in its place, and its value is put there by the start of the server.
import { isContainerCommand } from '../../core/confine/container/words.ts'
import type { Grants } from '../../core/model/grants.ts'
import type { Pin } from '../../core/model/pin.ts'
import { secretsNamedIn, ungranted, wordFor } from '../../core/model/secret-word.ts'
import { referenceTo } from '../../core/model/secret-name.ts'
import type { LaunchEntry } from '../../core/model/launch.ts'
import { addressWithout, type StandIn, withoutCredentials } from '../../core/text/launch-secret.ts'
import { shellLine } from '../../core/text/shell-word.ts'
import type { Objection } from '../outcome.ts'

type Said = Pick<LaunchEntry, 'argv' | 'url'>

/** What starts or reaches an approved server. */
export const saidIn = ({ argv, artifact }: Pick<Pin, 'argv' | 'artifact'>): Said => ({
  argv,
  url: artifact.kind === 'remote' ? artifact.url : null,
})

/** Null: it holds none. Nobody can accept one. */
export function objectionToWords(server: string, said: Said): Objection | null {
  const without = withoutAny(said, wordFor)
  const places = said.argv.flatMap((word, index) => (word === without.argv[index] ? [] : [`argument ${index}`]))
  const isInAddress = said.url !== without.url
  if (places.length === 0 && !isInAddress) return null
  const place = isInAddress ? 'its address' : `its command (${places.join(', ')})`
  const why = `a credential stands in ${place}: it would be written into the lockfile and the log`
  return { kind: 'refused', why: [why], next: byReference(server, said) }
}

const withoutAny = ({ argv, url }: Said, standIn: StandIn): Said => ({
  argv: withoutCredentials(argv, standIn),
  url: url === null ? null : addressWithout(url, standIn),
})

/** What each reference needs; null: all of it is there. */
export function objectionToReferences({ argv, url }: Said, { secrets }: Pick<Grants, 'secrets'>): Objection | null {
  const names = secretsNamedIn([...argv, url ?? ''])
  if (names.length === 0) return null
  if (isContainerCommand(argv)) {
    const why = `${wordFor(names[0]!)} stands in the words of a container, which its engine keeps`
    return { kind: 'refused', why: [why], next: handedOn(names[0]!) }
  }
  const missing = ungranted([...argv, url ?? ''], secrets)
  if (missing.length === 0) return null
  return {
    kind: 'refused',
    why: missing.map((name) => `what starts or reaches it refers to the secret ${name}, which is not granted`),
    next: `Add ${missing.map((name) => `\`--secret ${name}=store:NAME\``).join(' and ')}, or another source (\`env:\`, \`file:\`, \`cmd:\`).`,
  }
}

/** How the same is approved without the credentials in it. */
export function byReference(server: string, said: Said): string {
  const known = new Map<string, string>()
  const { argv, url } = withoutAny(said, (name, value) => {
    const variable = variableFor(name, value, known)
    known.set(variable, value)
    return wordFor(variable)
  })
  const variables = [...known.keys()]
  if (isContainerCommand(argv)) return handedOn(variables[0] ?? 'NAME')
  const set = variables.map((one) => `\`sallyport secrets set ${server}.${one} --for ${server}\``)
  const grants = variables.flatMap((one) => ['--secret', `${one}=${referenceTo(`${server}.${one}`)}`])
  const words = url === null ? ['--', ...argv] : ['--url', url]
  const better =
    url === null
      ? 'An argument can be read by every process of this machine while the server runs: a variable of the same name is better, where the server takes one.'
      : 'A header (`--secret HEADER=REF`) is better, where the server takes one.'
  return `Put it into the store: ${set.join(' and ')}. Then approve with \`${shellLine(['sallyport', 'approve', server, ...grants, ...words])}\` and your other options. ${better}`
}

const handedOn = (variable: string): string =>
  `Write \`-e ${variable}\` alone in its place, put the value there with \`sallyport secrets set\`, and approve the server with \`--secret ${variable}=store:NAME\`.`

/** `api-key` becomes API_KEY; another value of the same name gets a number. */
function variableFor(name: string, value: string, known: ReadonlyMap<string, string>): string {
  const plain = name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 64)
    .toUpperCase()
  const base = /^[A-Z]/.test(plain) ? plain : `SECRET${plain === '' ? '' : `_${plain}`}`
  let variable = base
  for (let count = 2; known.has(variable) && known.get(variable) !== value; count++) variable = `${base}_${count}`
  return variable
}
