// Numbers that stand in two places, and packages that must exist once.

function version(tree) {
    const program = /project\(jiangtang VERSION ([\d.]+)/.exec(tree.text('CMakeLists.txt'))?.[1]
    const pages = JSON.parse(tree.text('web/package.json')).version
    return program === pages ? [] : [`CMakeLists.txt says ${program}, web/package.json ${pages}`]
}

function exact(tree) {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(tree.text('web/package.json'))
    return Object.entries({ ...dependencies, ...devDependencies })
        .filter(([, wanted]) => !/^\d+\.\d+\.\d+$/.test(wanted)).map(([name, wanted]) => `web/package.json: ${name} ${wanted} is not one version`)
}

// Two versions of zxing-wasm beside each other make every scan fail with a message about something else.
function scanner(tree) {
    const { packages } = JSON.parse(tree.text('web/package-lock.json'))
    const copies = Object.keys(packages).filter(path => path.endsWith('node_modules/zxing-wasm'))
    return copies.length > 1 ? [`web/package-lock.json has zxing-wasm ${copies.length} times: ${copies.join(', ')}`] : []
}

const lock = paths => ({ 'web/package-lock.json': JSON.stringify({ packages: Object.fromEntries(paths.map(path => [path, {}])) }) })

export default [
    {
        name: 'program and pages have one version',
        find: version,
        controls: [{ files: { 'CMakeLists.txt': 'project(jiangtang VERSION 1.2.0)', 'web/package.json': '{"version":"1.1.0"}' }, expect: 'says 1.2.0' }],
    },
    {
        name: 'web packages are named by exact version',
        find: exact,
        controls: [{ files: { 'web/package.json': '{"dependencies":{"vue":"^3.5.0"}}' }, expect: 'vue ^3.5.0' }],
    },
    {
        name: 'there is one QR scanner',
        find: scanner,
        controls: [
            { files: lock(['node_modules/zxing-wasm', 'node_modules/a/node_modules/zxing-wasm']), expect: '2 times' },
            { files: lock(['node_modules/zxing-wasm']), expect: undefined },
        ],
    },
]
