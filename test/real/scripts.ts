// Twenty varied calls for each of four real servers. What a run answers must be what the server answers directly.

export type Step =
  | { readonly call: string; readonly with?: Record<string, unknown> }
  | { readonly prompt: string; readonly with?: Record<string, string> }
  | { readonly resource: string }

const entity = (name: string, ...observations: string[]) => ({ name, entityType: 'thing', observations })

export const memorySteps: readonly Step[] = [
  { call: 'read_graph' },
  { call: 'create_entities', with: { entities: [entity('a', 'first'), entity('ünï', '数字 42', '👨‍👩‍👧')] } },
  { call: 'create_entities', with: { entities: [entity('a', 'double')] } },
  { call: 'create_entities', with: { entities: [] } },
  { call: 'create_relations', with: { relations: [{ from: 'a', to: 'ünï', relationType: 'knows' }] } },
  { call: 'add_observations', with: { observations: [{ entityName: 'a', contents: ['more', 'x'.repeat(10_000)] }] } },
  { call: 'add_observations', with: { observations: [{ entityName: 'nobody', contents: ['x'] }] } },
  { call: 'search_nodes', with: { query: 'first' } },
  { call: 'search_nodes', with: { query: '' } },
  { call: 'open_nodes', with: { names: ['a', 'missing'] } },
  { call: 'open_nodes', with: { names: [] } },
  { call: 'delete_observations', with: { deletions: [{ entityName: 'a', observations: ['more'] }] } },
  { call: 'delete_relations', with: { relations: [{ from: 'a', to: 'ünï', relationType: 'knows' }] } },
  { call: 'delete_entities', with: { entityNames: ['ünï'] } },
  { call: 'read_graph' },
  { call: 'create_entities', with: { entities: 'not a list' } },
  { call: 'no_such_argument', with: {} },
  { call: 'open_nodes', with: { names: ['"quoted"', '\\', '\u0000'] } },
  { call: 'search_nodes', with: { query: '../../etc/passwd' } },
  { call: 'read_graph', with: { extra: 1.0 } },
]

export const thinkingSteps: readonly Step[] = Array.from({ length: 20 }, (_, index) => ({
  call: 'sequentialthinking',
  with: {
    thought: `thought ${index} ${'ß'.repeat(index * 50)}`,
    nextThoughtNeeded: index % 3 !== 0,
    thoughtNumber: index + 1,
    totalThoughts: index % 5 === 4 ? 0 : 20,
    ...(index % 4 === 1 ? { isRevision: true, revisesThought: 1 } : {}),
    ...(index % 4 === 2 ? { branchFromThought: 1, branchId: `b${index}` } : {}),
  },
}))

export const filesystemSteps = (folder: string): readonly Step[] => [
  { call: 'list_allowed_directories' },
  { call: 'list_directory', with: { path: folder } },
  { call: 'write_file', with: { path: `${folder}/new.txt`, content: 'one\ntwo\nthree\n' } },
  { call: 'read_text_file', with: { path: `${folder}/new.txt` } },
  { call: 'read_text_file', with: { path: `${folder}/new.txt`, head: 1 } },
  { call: 'read_text_file', with: { path: `${folder}/new.txt`, tail: 1 } },
  { call: 'read_file', with: { path: `${folder}/missing.txt` } },
  { call: 'read_multiple_files', with: { paths: [`${folder}/new.txt`, `${folder}/missing.txt`] } },
  { call: 'edit_file', with: { path: `${folder}/new.txt`, edits: [{ oldText: 'two', newText: '2 ½' }], dryRun: true } },
  { call: 'edit_file', with: { path: `${folder}/new.txt`, edits: [{ oldText: 'two', newText: '2 ½' }] } },
  { call: 'create_directory', with: { path: `${folder}/sub/deep` } },
  { call: 'move_file', with: { source: `${folder}/new.txt`, destination: `${folder}/sub/moved.txt` } },
  { call: 'search_files', with: { path: folder, pattern: '**/*.txt' } },
  { call: 'directory_tree', with: { path: folder } },
  { call: 'list_directory_with_sizes', with: { path: `${folder}/sub` } },
  { call: 'read_media_file', with: { path: `${folder}/dot.png` } },
  { call: 'read_text_file', with: { path: '/etc/hostname' } },
  { call: 'read_text_file', with: { path: `${folder}/../state/config.yaml` } },
  { call: 'list_directory', with: { path: `${folder}/sub` } },
  { call: 'write_file', with: { path: 'relative.txt' } },
]

export const everythingSteps: readonly Step[] = [
  { call: 'echo', with: { message: 'plain' } },
  { call: 'echo', with: { message: 'ünï ☃ 👩‍🚀 "q" \\ \u2028' } },
  { call: 'echo', with: { message: 'x'.repeat(100_000) } },
  { call: 'echo', with: {} },
  { call: 'get-sum', with: { a: 0.1, b: 0.2 } },
  { call: 'get-sum', with: { a: 1e21, b: -1 } },
  { call: 'get-tiny-image' },
  { call: 'get-annotated-message', with: { messageType: 'error', includeImage: true } },
  { call: 'get-annotated-message', with: { messageType: 'debug' } },
  { call: 'get-resource-links', with: { count: 3 } },
  { call: 'get-resource-reference', with: { resourceType: 'Text', resourceId: 2 } },
  { call: 'get-structured-content', with: { location: 'New York' } },
  { call: 'get-structured-content', with: { location: 'Nowhere' } },
  { call: 'trigger-long-running-operation', with: { duration: 0.2, steps: 2 } },
  { prompt: 'simple-prompt' },
  { prompt: 'args-prompt', with: { city: 'Zürich' } },
  { prompt: 'no-such-prompt' },
  { resource: 'demo://resource/static/document/architecture.md' },
  { resource: 'demo://resource/dynamic/text/nope' },
  { resource: 'file:///etc/passwd' },
]
