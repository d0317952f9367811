import { render } from 'preact'

import type { ViewerData } from '../viewer-data.ts'
import { App } from './app.tsx'
import { applyTheme, storedTheme } from './browser.ts'

applyTheme(storedTheme())
const data = JSON.parse(document.querySelector('#data')?.textContent ?? '{"title":"","scenarios":[]}') as ViewerData
const root = document.querySelector('#root')
if (root) render(<App data={data} />, root)
document.documentElement.dataset['ready'] = 'true'
