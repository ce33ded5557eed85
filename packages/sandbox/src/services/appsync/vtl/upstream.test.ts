import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { Budget } from './budget.js';
import { parseTemplate } from './parse.js';
import { compileBlocks } from './statements.js';

type Upstream = {
  parse(text: string): unknown;
  Compile: new (tree: unknown, options: object) => { render(context: object): string };
};

const upstream: Upstream = createRequire(import.meta.url)('amplify-velocity-template');

const context = () => ({
  name: 'Ann',
  zero: 0,
  list: ['x', 'y', 'z'],
  map: { a: 1, b: { c: [1, 2] } },
  items: [{ id: 1 }, { id: 2 }],
});

function renderUpstream(text: string): string {
  return new upstream.Compile(upstream.parse(text), { escape: false }).render(context());
}

function render(text: string): string {
  const run = {
    variables: new Map<string, unknown>(Object.entries(context())),
    budget: new Budget(),
    line: 1,
    output: '',
    returnValue: null,
  };
  compileBlocks(parseTemplate(text))(run);
  return run.output;
}

// Templates for which the renderer of Amplify's simulator does as AppSync. It differs from it in the
// integer division, `||` and `&&`, null, scopes of loops and missing methods.
test.each([
  'Hello $name, ${name}s, $!name, $!{name}!',
  '$nobody $!nobody ${nobody} $nobody.name $nobody.get("a").b[0]',
  '$map.a $map.b.c $map["b"] $map.b.c[1] $list[0] $list',
  "$map['a']$map.get('a')$map.size()$list.size()",
  'costs $5, #1 and #id, a@b.c # $ $$name',
  '\\$name \\\\$name \\#if(true)',
  '#set($x = 1)$x\n#set( $x = "a $name b" )\n$x',
  "#set($x = 'a $name b')$x",
  '#set($x = {"a": [1, "$name", {"b": true}], "c": null})$x.a $x["a"][2].b',
  '#set($x = {})#set($x.y = 2)#set($x["z"] = 3)$x.y$x.z $x',
  '#set($x = [1..3])$x #set($y = [3..1])$y',
  '#set($x = 1 + 2 * 3 - (4 - 2) % 2)$x',
  '#set($x = 6 / 2)$x #set($y = 2.5 * 2)$y #set($z = -1)$z',
  '#set($x = "a" + 1 + "b")$x',
  '#if($name)1#end#if($nobody)2#end#if(!$nobody)3#{else}4#end',
  '#if($name == "Ann")1#end#if($name != "Ann")2#elseif($zero == 0)3#else 4#end',
  '#if(1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3)1#end#if(false || true)2#end',
  '#if($name && (true || false) and not false)1#end',
  '#foreach($x in $list)$x$velocityCount$foreach.index$foreach.count#if($foreach.hasNext),#end#end',
  '#foreach($x in $map)$x;#end#foreach($x in [1..3])$x#end#foreach($x in ["a", $name])$x#end',
  '#foreach($x in $items)\n  $x.id\n#end\n.',
  '#foreach($x in $list)#foreach($y in $items)$x$y.id #end#end',
  '#foreach($x in $map.keySet())$x#end#foreach($x in $map.entrySet())$x.key#end',
  'a ## comment $name\nb #* $name\n #end *# c #[[ $name #if ]]# d',
  '1#stop()2',
  '#foreach($x in [])a#end#foreach($x in $nobody)b#end.',
  '\n#set($x = 1)   \n  #if(true)\n  a\n  #else\n  b\n  #end  \nc',
  '$list.indexOf("y") $name.substring(1) $name.toUpperCase()',
  '#set($x = $list.subList(1, 3))$x',
  '{"a": "$name", "b": [$zero, $map.a], "c": {"d": "${name}$zero"}}',
])('renders as the simulator of Amplify: %s', (text) => {
  expect(render(text)).toBe(renderUpstream(text));
});
