import type { Args, ExitCode } from './command.ts'
import type { World } from './world.ts'
export const runMigrate = async (_: Args, __: World): Promise<ExitCode> => 2
export const runRestore = async (_: Args, __: World): Promise<ExitCode> => 2
