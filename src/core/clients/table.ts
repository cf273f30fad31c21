// Every client we know and where it keeps its servers. A new client is one entry, in the file of its kind.
import type { Client } from './client.ts'
import { ASSISTANTS } from './table-assistants.ts'
import { EDITORS } from './table-editors.ts'
import { TERMINALS } from './table-terminals.ts'

export const CLIENTS: readonly Client[] = [...ASSISTANTS, ...EDITORS, ...TERMINALS]

export const clientCalled = (id: string): Client | undefined => CLIENTS.find((client) => client.id === id)
