import { crash, sqliteStore } from './crash.ts'
import { crowd, idle } from './crowd.ts'
import { hostile } from './hostile.ts'
import { startServerProcess } from './start-server.ts'

/** Everything that can go wrong at once, and what is left of it. Prints a table; ends with 1 when anything was lost. */
const problems: string[] = []
const postgres = process.env['GOLDWIRE_TEST_POSTGRES']

async function run(name: string, part: (problems: string[]) => Promise<Record<string, number>>): Promise<void> {
  const found: string[] = []
  const counts = await part(found)
  process.stdout.write(`${found.length === 0 ? 'held ' : 'LOST '} ${name}\n`)
  for (const [key, value] of Object.entries(counts)) process.stdout.write(`        ${value.toLocaleString('en').padStart(12)}  ${key}\n`)
  for (const problem of found.slice(0, 20)) process.stdout.write(`        ! ${problem}\n`)
  problems.push(...found)
}

await run('kill -9 during streams, SQLite', async (found) => crash(await sqliteStore(), found))
if (postgres === undefined) process.stdout.write('skip  kill -9 during streams, Postgres: GOLDWIRE_TEST_POSTGRES names no database\n')
else await run('kill -9 during streams, Postgres', (found) => crash(postgres, found))
{
  await using server = await startServerProcess('memory')
  await run('malformed and hostile requests', (found) => hostile(server, found))
  await run('slow and vanishing readers', (found) => crowd(server, found))
  await run('memory of idle streams', (found) => idle(server, found))
}
process.stdout.write(problems.length === 0 ? 'nothing was lost\n' : `${problems.length} problems\n`)
process.exitCode = problems.length === 0 ? 0 : 1
