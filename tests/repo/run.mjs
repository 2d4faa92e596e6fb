// The repository's own rules as tests: node tests/repo/run.mjs [path of the program jiangtang].
// Each rule is also given made-up trees that break it, so that a rule which no longer sees anything fails.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import docs from './docs.mjs'
import layers from './layers.mjs'
import text, { sizeReport } from './text.mjs'
import { checkout, madeUp, madeUpProgram, program } from './tree.mjs'
import versions from './versions.mjs'

let passed = 0, failed = 0

function report(name, complaints) {
    if (complaints.length) failed++
    else passed++
    console.log(`${complaints.length ? 'FAILED' : 'ok    '} ${name}`)
    for (const complaint of complaints) console.log(`       ${complaint}`)
}

/** What is wrong with a rule that should have found `expect` (or nothing, when undefined) in a made-up tree. */
function controlled(rule, { files, prints, expect }) {
    const found = rule.find(madeUp(files), madeUpProgram(prints))
    if (expect === undefined) return found.map(line => `found in a clean tree: ${line}`)
    return found.some(line => line.includes(expect)) ? [] : [`"${expect}" was expected, found: ${found.join('; ') || 'nothing'}`]
}

const tree = checkout(join(dirname(fileURLToPath(import.meta.url)), '../..'))
const built = program(process.argv[2])

for (const rule of [...layers, ...text, ...docs, ...versions]) {
    report(rule.name, rule.find(tree, built))
    for (const control of rule.controls)
        report(`  control: ${control.expect ? `"${control.expect}" is noticed` : 'a clean tree is let be'}`, controlled(rule, control))
}
console.log(sizeReport(tree))
if (!built) console.log('without the program: routes, problems and configuration keys were not compared')
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
