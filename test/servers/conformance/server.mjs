// The conformance fixture over stdio.
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { conformanceServer } from './factory.mjs'

serveStdio(conformanceServer)
