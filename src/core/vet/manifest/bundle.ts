// A bundle (.mcpb): what its manifest.json starts. https://github.com/modelcontextprotocol/mcpb/blob/main/MANIFEST.md
import { isObject } from '../../model/json.ts'
import { climbs, folderOf, type Manifest, manifestObject, placed } from './manifest.ts'

/** Null: it is the manifest of something else. */
export function bundleManifest(path: string, text: string): Manifest | null {
  const found = manifestObject(text)
  const server = found?.['server']
  if (found === null || !isObject(server) || !VERSIONS.some((key) => found[key] !== undefined)) return null
  const entry = typeof server['entry_point'] === 'string' ? [server['entry_point']] : []
  const config = isObject(server['mcp_config']) ? server['mcp_config'] : {}
  const given = Array.isArray(config['args']) ? config['args'] : []
  const files = given.flatMap((word) => (typeof word === 'string' ? (HERE.exec(word)?.[1] ?? []) : []))
  return {
    ecosystem: server['type'] === 'python' ? 'pypi' : 'npm',
    path,
    // What a bundle is called stands in no registry.
    name: '',
    installs: {},
    installFiles: [],
    entries: [...entry, ...files].map((file) => placed(folderOf(path), file)),
    leadsOut: [...entry, ...files].some(climbs),
    aliases: [],
  }
}

const VERSIONS = ['manifest_version', 'mcpb_version', 'dxt_version']
/** Where the bundle lies. */
const HERE = /^\$\{__dirname\}\/(.{1,300})$/
