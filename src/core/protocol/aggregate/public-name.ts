// What a tool or prompt of one server is called where many servers share an endpoint: SERVER__ITEM, or a shortened form with a
// digest. No two items can have one name, whatever servers call theirs.
import type { Sha256 } from '../../canon/digest.ts'

/**
 * Hosts take 64 characters of [a-zA-Z0-9_-], and put the name of the connection before them: `mcp__sallyport__` is 16 of them.
 */
const MOST_CHARS = 48
/** So that the first two underscores in a row end the name of the server, and nothing else can. */
const PLAIN_SERVER = /^[A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*$/
const PLAIN_ITEM = /^[A-Za-z0-9_-]+$/
const DIGEST_CHARS = 12
/** An item that looks as if it had been shortened is shortened. */
const LIKE_SHORTENED = /-[0-9a-f]{12}$/
const SERVER_CHARS = 16

export function publicName(server: string, item: string, sha256: Sha256): string {
  const plain = `${server}__${item}`
  const isPlain = PLAIN_SERVER.test(server) && PLAIN_ITEM.test(item) && !LIKE_SHORTENED.test(item)
  if (isPlain && plain.length <= MOST_CHARS) return plain
  const digest = sha256(JSON.stringify([server, item])).slice(0, DIGEST_CHARS)
  const words = `${spelled(server).slice(0, SERVER_CHARS)}__${spelled(item)}`
  return `${words.slice(0, MOST_CHARS - DIGEST_CHARS - 1)}-${digest}`
}

const spelled = (name: string): string => name.replaceAll(/[^A-Za-z0-9_-]+/g, '_')
