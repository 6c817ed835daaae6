#!/usr/bin/env node
// What Prisma itself says of a schema and of a database, without its native engine.
//
// One process answers many requests: one JSON object per line on stdin, one per line on stdout, in order.
//   {"id": 1, "method": "format", "params": {"schema": "..."}}
//   {"id": 1, "result": "..."}
//   {"id": 1, "error": {"kind": "refused", "message": "..."}}
// `refused` is Prisma's own answer (the schema is invalid, the database is not there); `broken` is a fault of the tool or
// of the engine. README.md lists the methods.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)

// Panics inside the wasm modules report here before they trap.
let panic
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => { panic = message } }

class Refused extends Error {}

// ---------------------------------------------------------------- prisma-schema-wasm: one text at a time

const PATH = 'schema.prisma'
const schemaWasm = () => require('@prisma/prisma-schema-wasm')
const schemaParams = (schema) => JSON.stringify({ prismaSchema: [[PATH, schema]], noColor: true })

function validate(schema) {
  try { schemaWasm().validate(schemaParams(schema)) }
  catch (error) {
    if (panic) throw error
    let message = String(error.message ?? error)
    try { message = JSON.parse(message).message } catch { /* plain text already */ }
    throw new Refused(message)
  }
}

function format(schema) {
  validate(schema) // the formatter gives back what it cannot read, unchanged
  const options = { textDocument: { uri: `file:///${PATH}` }, options: { tabSize: 2, insertSpaces: true } }
  return JSON.parse(schemaWasm().format(JSON.stringify([[PATH, schema]]), JSON.stringify(options)))[0][1]
}

// ---------------------------------------------------------------- schema-engine-wasm: two states at a time

const bind = async (factory) => (await import('@prisma/driver-adapter-utils')).bindMigrationAwareSqlAdapterFactory(factory)

// To compare two texts the engine asks its database one question only: which version it is.
const offline = () => {
  const refuse = async () => { throw new Error('there is no database here') }
  return bind({
    provider: 'postgres', adapterName: 'offline',
    connect: async () => ({
      provider: 'postgres', adapterName: 'offline',
      getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
      queryRaw: async (query) => query.sql.includes('server_version_num')
        ? { columnNames: ['exists', 'version', 'numeric_version'], columnTypes: [5, 7, 0], rows: [[true, 'PostgreSQL 15.0', 150000]] }
        : refuse(),
      executeRaw: refuse, executeScript: refuse, startTransaction: refuse, dispose: async () => {},
    }),
    connectToShadowDb: refuse,
  })
}

const CHAR = 18, BPCHAR = 1042 // type OIDs

// adapter-pg refuses columns of the catalog's type "char", which the engine reads when it looks at constraints, and the
// engine panics where they come as text: they must come as characters. It also reports SQLSTATE 22P02 under a name that
// this engine does not know.
function patchAdapter(adapter, Character) {
  const queryable = Object.getPrototypeOf(Object.getPrototypeOf(adapter)) // shared by pool and transaction
  for (const method of ['performIO', 'queryRaw', 'onError']) {
    if (!Object.hasOwn(queryable, method)) throw new Error(`adapter-pg has no ${method} to patch: it has changed`)
  }
  const { performIO, queryRaw, onError } = queryable
  const charColumns = new WeakMap()
  queryable.performIO = async function (query) {
    const answer = await performIO.call(this, query)
    const found = (answer.fields ?? []).flatMap((field, at) => (field.dataTypeID === CHAR ? [at] : []))
    for (const at of found) answer.fields[at] = { name: answer.fields[at].name, dataTypeID: BPCHAR }
    charColumns.set(query, found)
    return answer
  }
  queryable.queryRaw = async function (query) {
    const answer = await queryRaw.call(this, query)
    for (const at of charColumns.get(query) ?? []) answer.columnTypes[at] = Character
    return answer
  }
  queryable.onError = function (error) {
    try { return onError.call(this, error) } catch (raised) {
      if (raised.cause?.kind === 'InvalidInputValue') {
        const { code, severity, message, detail, column, hint } = error
        raised.cause = { kind: 'postgres', code, severity, message, detail, column, hint, originalCode: code, originalMessage: message }
      }
      throw raised
    }
  }
}

let patched = false
async function online(url) {
  const { PrismaPg } = await import('@prisma/adapter-pg')
  const { ColumnTypeEnum } = await import('@prisma/driver-adapter-utils')
  const target = new URL(url), schema = target.searchParams.get('schema') ?? undefined
  target.searchParams.delete('schema')
  const factory = new PrismaPg({ connectionString: target.href }, { schema })
  const connect = factory.connect.bind(factory), open = []
  factory.connect = async () => {
    const adapter = await connect()
    if (!patched) { patchAdapter(adapter, ColumnTypeEnum.Character); patched = true }
    open.push(adapter)
    return adapter
  }
  return { adapter: await bind(factory), close: () => Promise.allSettled(open.map((adapter) => adapter.dispose())) }
}

// One instance for the life of the process: its glue code keeps views into the memory of the first.
let glue
async function loadEngine() {
  if (glue) return glue
  const glueUrl = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const module = await import(glueUrl)
  const bytes = fs.readFileSync(fileURLToPath(new URL('./schema_engine_bg.wasm', glueUrl)))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': module })
  module.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return (glue = module)
}

async function startEngine(adapter) {
  const { SchemaEngine } = await loadEngine()
  const lift = (error) => {
    if (panic) return error
    // The engine names the driver's error by a number; the text is in the adapter's registry.
    const number = /"id":\s*(\d+)/.exec(error?.message ?? '')
    const cause = number && adapter.errorRegistry?.consumeError(Number(number[1]))
    const detail = cause ? `\n${JSON.stringify(cause.error?.cause ?? cause.error?.message ?? cause)}` : ''
    return new Refused(`${error?.code ? `${error.code}: ` : ''}${error?.message ?? error}${detail}`)
  }
  try {
    const engine = await SchemaEngine.new({ datamodels: undefined }, () => {}, adapter)
    return async (method, params) => { try { return await engine[method](params) } catch (error) { throw lift(error) } }
  } catch (error) { throw lift(error) }
}

async function withDatabase(url, use) {
  const { adapter, close } = await online(url)
  try { return await use(await startEngine(adapter)) } finally { await close() }
}

const DATASOURCE = { path: PATH, content: 'datasource db {\n  provider = "postgresql"\n}\n' }
const database = { tag: 'schemaDatasource', files: [DATASOURCE], configDir: process.cwd() }
const datamodel = (schema) => schema === '' ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: [{ path: PATH, content: schema }] }
const check = (...schemas) => schemas.filter((schema) => schema !== '').forEach(validate)

async function compare(call, from, to) {
  const filters = { externalTables: [], externalEnums: [] }
  const sql = (await call('diff', { from, to, script: true, exitCode: true, filters })).stdout ?? ''
  return /^\s*(--[^\n]*\s*)*$/.test(sql) ? '' : sql // "-- This is an empty migration."
}

// ---------------------------------------------------------------- the methods

const methods = {
  validate: ({ schema }) => { validate(schema); return null },
  format: ({ schema }) => format(schema),
  dmmf: ({ schema }) => { validate(schema); return JSON.parse(schemaWasm().get_dmmf(schemaParams(schema))) },
  async diff({ from, to }) {
    check(from, to)
    return compare(await startEngine(await offline()), datamodel(from), datamodel(to))
  },
  async drift({ url, schema }) {
    check(schema)
    return withDatabase(url, (call) => compare(call, database, datamodel(schema)))
  },
  async pull({ url }) {
    const params = { schema: { files: [DATASOURCE] }, baseDirectoryPath: '/', force: true, compositeTypeDepth: -1, namespaces: null }
    const answer = await withDatabase(url, (call) => call('introspect', params))
    return answer.schema.files.map((file) => file.content).join('\n')
  },
}

// A rejection that nobody awaits must not end the process: the request that caused it answers for it, or the next does.
process.on('unhandledRejection', () => {})

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (!line.trim()) continue
  panic = undefined
  let answer
  try {
    const { id, method, params } = JSON.parse(line)
    answer = { id }
    if (!Object.hasOwn(methods, method)) throw new Error(`there is no method ${method}`)
    answer.result = (await methods[method](params)) ?? null
  } catch (error) {
    const kind = error instanceof Refused ? 'refused' : 'broken'
    answer = { id: answer?.id ?? null, error: { kind, message: panic ? `panic: ${panic}` : error?.message ?? String(error) } }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
  // A wasm module that has panicked answers nothing more: end, and let the caller start another process.
  if (panic) process.exit(70)
}
