// Lint rules that oxlint does not have itself (oxlint's documentation, "JS plugins").

/** Modules through which a function reaches past its arguments, and members that do so. */
const WORLD = ['node:process', 'node:timers', 'node:timers/promises']
const WORLD_MEMBERS = ['randomUUID', 'randomBytes', 'randomInt']

/** `new Date()` reads the clock; `new Date(text)` does not. */
const noWorld = {
  create: (context) => ({
    NewExpression(node) {
      if (node.callee.name !== 'Date' || node.arguments.length > 0) return
      context.report({ node, message: 'Pass the world in: Clock.now.' })
    },
    ImportDeclaration(node) {
      const names = [node.source.value, ...node.specifiers.map(({ imported }) => imported?.name)]
      if (!names.some((name) => WORLD.includes(name) || WORLD_MEMBERS.includes(name))) return
      context.report({ node, message: 'Pass the world in: an argument.' })
    },
  }),
}

const noBarrel = {
  create: (context) => ({
    ExportAllDeclaration: (node) => context.report({ node, message: 'No barrels: import from where it is.' }),
  }),
}

const VAGUE = /(?:^|[/\\])(?:utils?|helpers?|common|misc)(?:[/\\.]|$)/

const noVagueName = {
  create: (context) => ({
    Program(node) {
      const name = context.filename.slice(context.cwd.length)
      if (VAGUE.test(name)) context.report({ node, message: 'Name a file after what it means.' })
    },
  }),
}

export default {
  meta: { name: 'holdfast' },
  rules: { 'no-world': noWorld, 'no-barrel': noBarrel, 'no-vague-name': noVagueName },
}
