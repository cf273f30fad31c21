// A command: a program by its real path, the files that its words name, and, for a Node script, the folder it loads from.
import { join, relative, resolve as resolvePath } from 'node:path'
import { Failure } from '../../core/model/failure.ts'
import { quote, untrusted } from '../../core/model/untrusted.ts'
import { findExecutable, realFile } from '../../io/source/command.ts'
import { findScript, isNode } from '../../io/source/interpreter.ts'
import { behindShim } from '../../io/source/python/interpreter.ts'
import { findPackageFolder, isBelow, readShebang } from '../../io/source/start.ts'
import { takeFolder } from './folder.ts'
import { digested, NO_FACTS, type ResolvedTarget, type ResolveWorld } from './world.ts'

/** `program` is the real path of `argv[0]`, which keeps the name it was called by: `python3` is `python3.11`. */
type Found = { readonly program: string; readonly argv: readonly [string, ...string[]] }

export async function resolveCommand(argv: Found['argv'], world: ResolveWorld): Promise<ResolvedTarget> {
  const path = world.env.PATH ?? ''
  const program = await behindShim(await findExecutable(argv[0], world.cwd, path), world.env)
  // A module or code named after a script that stands in for an interpreter is as unpinned as after the interpreter.
  const unpinned = findScript(argv)?.unpinned ?? []
  const [interpreter, ...flags] = await readShebang(program)
  if (interpreter === undefined) return await resolveProgram({ program, argv }, unpinned, world)
  const real = await behindShim(await findExecutable(interpreter, world.cwd, path), world.env)
  const whole = [interpreter, ...flags, program, ...argv.slice(1)] as const
  return await resolveProgram({ program: real, argv: whole }, unpinned, world)
}

async function resolveProgram(found: Found, unpinned: readonly string[], world: ResolveWorld): Promise<ResolvedTarget> {
  const { program, argv } = found
  const script = findScript(argv) ?? findScript([program, ...argv.slice(1)])
  const at = script?.at ?? -1
  const file = at < 0 ? null : await realFile(resolvePath(world.cwd, argv[at]!))
  if (file !== null && isNode(argv[0])) {
    const folder = await findPackageFolder(file, world.host.homes)
    if (folder !== null) return await resolveScript({ ...found, at, file, folder }, world)
  }
  const interpreter = await digested(program, world.store)
  const files = [interpreter]
  const words: string[] = []
  const loose = [...unpinned, ...(script?.unpinned ?? [])]
  // A script that is no file here: a folder, or nothing that anybody could have pinned.
  if (at >= 0 && file === null) loose.push(argv[at]!)
  const named: string[] = []
  for (const word of argv.slice(1)) {
    const real = await namedFile(word, world.cwd)
    words.push(real ?? word)
    if (real === null) continue
    files.push(await digested(real, world.store))
    named.push(word)
  }
  return {
    artifact: { kind: 'command', files, unpinned: [...new Set(loose)].filter((word) => !named.includes(word)) },
    argv: [program, ...words],
    interpreter,
    roots: [...new Set(files.slice(1).map(({ path }) => path))],
    facts: NO_FACTS,
  }
}

type ScriptInFolder = Found & { readonly at: number; readonly file: string; readonly folder: string }

/** What a script loads lies in its package folder, so that the folder is what is approved and what is run. */
async function resolveScript(script: ScriptInFolder, world: ResolveWorld): Promise<ResolvedTarget> {
  const { program, argv, at, file, folder } = script
  const { root, artifact, facts } = await takeFolder(folder, false, world)
  const words: string[] = []
  for (const [index, word] of argv.entries()) {
    if (index === 0) continue
    const named = index === at ? file : await namedFile(word, world.cwd)
    if (named !== null && isBelow(named, folder)) words.push(join(root, relative(folder, named)))
    else if (named !== null && index < at) throw outside(word, folder)
    else words.push(named ?? word)
  }
  return {
    artifact,
    facts,
    argv: [program, ...words],
    interpreter: await digested(program, world.store),
    roots: [root],
  }
}

const outside = (word: string, folder: string): Failure =>
  new Failure('target-unknown', `${quote(untrusted(word))} is loaded from outside ${quote(untrusted(folder), 400)}`, {
    fix: 'Move that file into the folder of the script.',
  })

/** The real path when a word names an existing regular file; options and long texts never do. */
const namedFile = async (word: string, cwd: string): Promise<string | null> =>
  word.startsWith('-') || word.length > 4096 ? null : await realFile(resolvePath(cwd, word))
