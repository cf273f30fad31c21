// What the words of a server ask for and its grants do not give: it would start, and then fail at its work.
import { isWithin } from '../../core/confine/paths.ts'
import type { Grants } from '../../core/model/grants.ts'
import type { Look } from '../../core/model/look.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { pathsNamed } from '../grants/named-paths.ts'
import { withheldWishes } from '../start/container-wishes.ts'

/** Lines for a card, safe to print. Of a remote server none: nothing here can be given to it. */
export async function withheldFrom(look: Look, grants: Grants): Promise<readonly string[]> {
  if (look.entry.url !== null) return []
  const granted = [...grants.read, ...grants.write, ...grants.exec]
  const paths = (await pathsNamed(look)).filter((path) => !granted.some((folder) => isWithin(path, folder)))
  return [
    ...withheldWishes(look.entry.argv, grants),
    ...paths.map(
      (path) =>
        `${quote(untrusted(path), 400)}, which its command or its variables name: \`--read\` or \`--write\` would grant it`,
    ),
  ]
}
