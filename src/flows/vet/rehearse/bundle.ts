// A bundle, ready to be played: its unpacked folder, started as its manifest tells clients to start it.
import { randomUUID } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { INSIDE } from '../../../core/confine/plan.ts'
import { Failure } from '../../../core/model/failure.ts'
import { isObject, type JsonObject } from '../../../core/model/json.ts'
import { parseStrict } from '../../../core/protocol/strict-json.ts'
import { bundleStart } from '../../../core/rehearsal/bundle.ts'
import { readBounded } from '../../../io/file/read.ts'
import { findExecutable } from '../../../io/source/command.ts'
import { behindShim } from '../../../io/source/python/interpreter.ts'
import { takeFolder } from '../../resolve/folder.ts'
import { digested, type ResolvedTarget, type ResolveWorld } from '../../resolve/world.ts'
import { PROJECT } from './asks.ts'

/** Nothing of it is executed. */
export async function resolveBundle(unpacked: string, world: ResolveWorld): Promise<ResolvedTarget> {
  const { root, artifact, facts } = await takeFolder(await realpath(unpacked), false, world)
  const place = { folder: root, home: INSIDE.home, project: PROJECT, newValue: randomUUID }
  const start = bundleStart(await manifestIn(root), place)
  if (typeof start === 'string') throw new Failure('package-refused', `the bundle is not played: ${start}`)
  const program = await interpreterOf(start.type, world)
  return {
    artifact,
    facts,
    argv: [program, ...start.args],
    env: start.env,
    unplayed: start.unplayed,
    interpreter: await digested(program, world.store),
    roots: [root],
  }
}

async function manifestIn(folder: string): Promise<JsonObject> {
  const bytes = await readBounded(join(folder, 'manifest.json'), { code: 'package-refused' })
  const read = parseStrict(bytes?.toString('utf8') ?? '')
  if (read.ok && isObject(read.value)) return read.value
  throw new Failure(
    'package-refused',
    'the manifest.json of the bundle is no object of JSON that everybody reads alike',
  )
}

const interpreterOf = async (type: 'node' | 'python', { cwd, env }: ResolveWorld): Promise<string> =>
  type === 'node'
    ? await realpath(process.execPath)
    : await realpath(await behindShim(await findExecutable('python3', cwd, env['PATH'] ?? ''), env))
