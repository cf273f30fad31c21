// Which rules of a person count: what lies in rules.d, and the files that were named with --rules.
import { resolve } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import type { RulesGiven } from '../../flows/judging/work.ts'
import { readRulesFolder, readRuleText } from '../../io/store/rule-files.ts'
import type { World } from '../world.ts'

/** `files` is null for rules.d, or names what is read instead of it or beside it. */
export async function rulesGiven(world: World, files: readonly string[] = [], withFolder = true): Promise<RulesGiven> {
  const { userRules } = await world.config()
  const named = await Promise.all(files.map(async (file) => readRuleText(pathOf(file, world.cwd))))
  const standing = withFolder ? await readRulesFolder(world.paths.config) : []
  return { texts: [...standing, ...named], mayBlock: userRules === 'block' }
}

/** What is fetched could be changed by whoever serves it: there is no way to load rules from anywhere but a disk. */
function pathOf(file: string, cwd: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(file)) return resolve(cwd, file)
  throw new Failure('usage-invalid', `${quote(untrusted(file), 200)} is an address, and rules are never fetched`, {
    fix: 'Read what it holds, put that into a file of your own, and name the file.',
  })
}
