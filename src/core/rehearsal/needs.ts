// What a server that ended at once says it lacks: variables that it names, or a folder to work in.

/** Words of its last lines that are names of variables, and not of levels, methods or errors. */
const NAME = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g
/** `--garden-api-key`: by custom the same can be said by a variable. */
const FLAG = /--([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\b/g
const TELLING =
  /KEY|TOKEN|SECRET|PASSWORD|URL|URI|HOST|PORT|(?:^|_)ID(?:_|$)|USER|ACCOUNT|PATH|DIR|REGION|ORG|WORKSPACE|DATABASE|DB|API/
const NO_NAMES = /^(?:NODE_|ERR_|MODULE_NOT_FOUND|ENV_|EXIT_)/
const MOST = 8

export function variablesNamed(stderr: string): readonly string[] {
  const flags = [...stderr.matchAll(FLAG)].map(([, flag]) => flag!.replaceAll('-', '_').toUpperCase())
  const named = new Set([...[...stderr.matchAll(NAME)].map(([name]) => name), ...flags])
  // Where a key may stand in a file instead, both at once would contradict each other.
  const isInstead = (name: string): boolean => name.endsWith('_FILE') && named.has(name.slice(0, -'_FILE'.length))
  return [...named].filter((name) => TELLING.test(name) && !NO_NAMES.test(name) && !isInstead(name)).slice(0, MOST)
}

/** A value that an honest server can start with. It opens nothing. */
export function valueFor(name: string, folder: string, newTag: () => string): string {
  if (name.endsWith('PORT')) return '8080'
  if (/URL|URI|ENDPOINT/.test(name)) return 'https://service.example/'
  if (/HOST/.test(name)) return 'service.example'
  if (/PATH|DIR/.test(name)) return folder
  if (/REGION/.test(name)) return 'eu-central-1'
  return newTag()
}

export const wantsFolder = (stderr: string): boolean =>
  /usage:|director(?:y|ies)|folder|<path|\[path|argument|required/i.test(stderr)
