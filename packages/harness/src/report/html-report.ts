import type { CheckReport } from '../check/run-check.ts'
import type { ScenarioResult } from '../check/run-scenario.ts'
import { html, Html } from './html.ts'
import { plural } from './paint.ts'

/** One self-contained page: the verdict, a row per scenario, and every finding and divergence behind its row. Needs no network and no script. */
export function renderHtmlReport({ baseUrl, model, scenarios, summary }: CheckReport): string {
  const counts = [
    ['passed', summary.pass, 'pass'],
    ['failed', summary.fail, 'fail'],
    ['unsupported', summary.unsupported, 'unsupported'],
    ['unreachable', summary.unreachable, 'unreachable'],
  ] as const
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>goldwire check ${baseUrl}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>goldwire check</h1>
          <p class="target">${baseUrl} · model <b>${model}</b></p>
          <ul class="counts">
            ${counts.filter(([, count]) => count > 0).map(([word, count, status]) => html`<li class="${status}"><b>${count}</b> ${word}</li>`)}
          </ul>
        </header>
        <main>
          <div class="row head">
            <span>scenario</span><span>status</span><span>events</span><span>lint</span><span>diff</span><span>clients that break</span>
          </div>
          ${scenarios.map(renderScenario)}
        </main>
      </body>
    </html> `
  return page.text
}

function renderScenario(result: ScenarioResult): Html {
  const judged = result.status === 'pass' || result.status === 'fail'
  const errors = (list: readonly { severity: string }[]) => (judged ? list.filter((each) => each.severity === 'error').length : '')
  const broken = result.clients.filter((each) => each.verdict === 'breaks')
  const serious = (each: { severity: string }) => each.severity !== 'info'
  const findings = result.findings.filter(serious)
  const divergences = result.divergences.filter(serious)
  const notes = [...result.findings, ...result.divergences].filter((each) => !serious(each))
  return html`<details${new Html(result.status === 'fail' ? ' open' : '')}>
<summary class="row"><span class="name">${result.name}<small>${result.title === result.name ? '' : result.title}</small></span><span class="badge ${result.status}">${result.status}</span><span>${result.events || ''}</span><span>${errors(result.findings)}</span><span>${errors(result.divergences)}</span><span>${broken.map((each) => each.client).join(', ')}</span></summary>
<div class="body">
${result.reason ? html`<p class="reason">${result.reason}</p>` : ''}
${
  findings.length > 0
    ? html`<table>
        <caption>
          lint
        </caption>
        <tr>
          <th>severity</th>
          <th>rule</th>
          <th>event</th>
          <th>pointer</th>
          <th>message</th>
        </tr>
        ${findings.map(
          (each) =>
            html`<tr class="${each.severity}">
              <td>${each.severity}</td>
              <td>${each.rule}</td>
              <td>${each.event ?? ''}</td>
              <td><code>${each.pointer}</code></td>
              <td>${each.message}</td>
            </tr>`,
        )}
      </table>`
    : ''
}
${
  divergences.length > 0
    ? html`<table>
        <caption>
          diff against the golden
        </caption>
        <tr>
          <th>severity</th>
          <th>kind</th>
          <th>expected</th>
          <th>actual</th>
          <th>message</th>
        </tr>
        ${divergences.map(
          (each) =>
            html`<tr class="${each.severity}">
              <td>${each.severity}</td>
              <td>${each.kind}</td>
              <td>${each.expected ?? ''}</td>
              <td>${each.actual ?? ''}</td>
              <td>${each.message}</td>
            </tr>`,
        )}
      </table>`
    : ''
}
${
  broken.length > 0
    ? html`<table>
        <caption>
          clients that break
        </caption>
        ${broken.map(
          (each) =>
            html`<tr class="error">
              <td>${each.client}</td>
              <td>because of ${each.because.join(', ')}</td>
            </tr>`,
        )}
      </table>`
    : ''
}
${
  notes.length > 0
    ? html`<details class="notes">
        <summary>${plural(notes.length, 'note')}: documented deviations and what depends on the model</summary>
        <ul>
          ${notes.map((each) => html`<li>${each.message}</li>`)}
        </ul>
      </details>`
    : ''
}
${findings.length + divergences.length + notes.length === 0 && !result.reason ? html`<p class="reason">nothing to report</p>` : ''}
</div>
</details>
`
}

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --pass: #1a7f37; --fail: #cf222e; --warn: #9a6700; --soft: #656d76; }
@media (prefers-color-scheme: dark) { :root { --pass: #3fb950; --fail: #f85149; --warn: #d29922; --soft: #8b949e; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; } .target { color: var(--soft); margin: .2rem 0 1rem; }
.counts { display: flex; gap: 1.5rem; list-style: none; padding: 0; margin: 0 0 1.5rem; } .counts b { font-size: 1.6rem; }
.pass { color: var(--pass); } .fail, .unreachable { color: var(--fail); } .unsupported { color: var(--warn); }
.row { display: grid; grid-template-columns: minmax(12rem, 3fr) 7rem 4rem 4rem 4rem minmax(8rem, 2fr); gap: .8rem; align-items: baseline; padding: .35rem .5rem; }
.head { color: var(--soft); font-size: .85rem; border-bottom: 1px solid var(--line); } summary.row { cursor: pointer; } summary.row:hover { background: #8881; }
summary { list-style: none; } details { border-bottom: 1px solid var(--line); }
.name small { display: block; color: var(--soft); } .badge { font-weight: 600; }
.notes { border: 0; font-size: .86rem; color: var(--soft); margin-top: .5rem; } .notes summary { cursor: pointer; } .notes li { overflow-wrap: anywhere; }
.body { padding: .2rem .5rem 1rem 1.5rem; overflow-x: auto; } .reason { color: var(--soft); margin: .3rem 0; }
table { border-collapse: collapse; font-size: .86rem; margin: .5rem 0; width: 100%; } caption { text-align: left; font-weight: 600; padding: .3rem 0; }
td, th { text-align: left; padding: .2rem .7rem .2rem 0; vertical-align: top; border-top: 1px solid var(--line); } th { color: var(--soft); font-weight: 500; }
td:last-child { width: 60%; overflow-wrap: anywhere; } tr.error td:first-child { color: var(--fail); } tr.warning td:first-child { color: var(--warn); } tr.info td:first-child { color: var(--soft); }
`
