import js from '@eslint/js';
import n from 'eslint-plugin-n';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const testFiles = ['**/*.test.ts', '**/test/**/*.ts', 'ui/e2e/**/*.ts'];

export default defineConfig(
  // paths.ts is generated.
  globalIgnores(['clients/typescript/src/rest/paths.ts', '**/dist/', '**/node_modules/', '**/.venv/', 'data/', '.cache/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.svelte'],
    // The rules that need types are in .oxlintrc.json: with the compiler in Go they take a seventh of the time.
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '/(utils?|helpers?|common|manager)(\\.ts)?$', message: 'Name it for what it holds.' }] },
      ],
    },
  },
  {
    // Frames touch no database and no edge.
    files: ['hub/src/{ingest,fanout}/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '/(utils?|helpers?|common|manager)(\\.ts)?$', message: 'Name it for what it holds.' },
            { regex: '/(persistence|http|sockets)/', message: 'Neither ingest nor fanout may depend on the database or an edge.' },
          ],
        },
      ],
    },
  },
  {
    // Everything else gets its settings as arguments.
    files: ['hub/src/**/*.ts'],
    ignores: ['hub/src/main.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Only main.ts reads the environment.' }],
    },
  },
  {
    // Parts of the packages that run with Node 20. tsconfig.json limits the ECMAScript library.
    files: ['harness/src/**/*.ts', 'host/src/{processes,python}/**/*.ts', 'clients/typescript/src/**/*.ts'],
    ignores: ['harness/src/eyepiece/!(camera)/**', '**/*.test.ts'],
    plugins: { n },
    // The rule looks only at globals that are declared.
    languageOptions: { globals: globals.node },
    rules: {
      'n/no-unsupported-features/node-builtins': [
        'error',
        // Complete in Node 20, although they are called experimental.
        { version: '>=20.19.0', ignores: ['async_hooks.createHook', 'crypto', 'fetch', 'FormData', 'Headers', 'Request', 'Response'] },
      ],
      'no-restricted-properties': ['error', { object: 'URL', property: 'parse', message: 'Node 20 does not have it.' }],
    },
  },
  {
    // Oxlint does not read them whole.
    files: ['**/*.svelte', '**/*.svelte.ts'],
    extends: [tseslint.configs.strictTypeCheckedOnly, tseslint.configs.stylisticTypeCheckedOnly],
  },
  svelte.configs['flat/recommended'],
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        parser: tseslint.parser,
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // svelte-check knows the types of markup better than the linter's project service.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'prefer-const': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'VariableDeclarator[init=null] > Identifier > TSTypeAnnotation > TSTypeReference[typeName.name=/Element$/]',
          message: 'A bound element is missing before the component is shown and after it is gone: `HTMLElement | undefined`.',
        },
      ],
      // There are no enums: erasableSyntaxOnly. This rule takes longer than all others together.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // `void value` in an effect says that it depends on the value.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // The linter does not run the compiler's accessibility checks that such comments answer.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['ui/src/**/*.ts', 'ui/src/**/*.svelte'],
    languageOptions: { globals: globals.browser },
  },
  {
    // Scripts of a page.
    files: ['harness/src/reports/html/page/*.js'],
    languageOptions: { sourceType: 'script', globals: globals.browser },
    // A block keeps the names of the script out of the page.
    rules: { 'svelte/no-inner-declarations': 'off' },
  },
  {
    files: ['harness/src/serve/page/*.js'],
    languageOptions: { globals: globals.browser },
  },
  {
    files: testFiles,
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
