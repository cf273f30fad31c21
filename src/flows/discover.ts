// Every MCP server in every config of every known client, and how each stands to what was approved. Reads, and changes nothing.
import type { DiscoverOptions, DiscoverWorld, Discovery } from './discover/discovery.ts'

export async function discover(_options: DiscoverOptions, _world: DiscoverWorld): Promise<Discovery> {
  return { entries: [], files: [], unlooked: [], places: 0, running: null }
}
