import { describe, expect, test } from 'vitest';
import { evaluateTemplate } from '../../../../testing/evaluate-template.js';

type Row = readonly [template: string, value: unknown];

const ctx = () => ({
  args: { input: { id: 'a1', n: 7, tags: ['x', 'y'], none: null, done: false } },
  list: [1, 2, 3],
  text: 'abc',
  zero: 0,
  blank: '',
  empty: { list: [], map: {} },
  map: { b: 2, a: 1 },
});

const value = (template: string) => evaluateTemplate(template, ctx()).value;

describe('references', () => {
  const rows: readonly Row[] = [
    ['"$ctx.args.input.id"', 'a1'],
    ['"${ctx.args.input.id}x"', 'a1x'],
    ['"$!ctx.args.input.id"', 'a1'],
    ['"$!{ctx.args.input.id}"', 'a1'],
    ['"$context.text"', 'abc'],
    ['"$ctx.text."', 'abc.'],
    ['"$ctx.text-$ctx.zero"', '$ctx.text-0'],
    ['"${ctx.text}-$ctx.zero"', 'abc-0'],
    ['$ctx.args["input"].n', 7],
    ["$ctx.args['input']['n']", 7],
    ['$ctx.list[0]', 1],
    ['$ctx.list[-1]', 3],
    ['#set($i = 1)$ctx.list[$i]', 2],
    ['#set($k = "n")$ctx.args.input[$k]', 7],
    ['"$ctx.list"', '[1, 2, 3]'],
    ['"$ctx.args.input"', '{id=a1, n=7, tags=[x, y], none=null, done=false}'],
    ['"$ctx.args.input.done"', 'false'],
    ['"costs $5 and $"', 'costs $5 and $'],
    ['"#id #1 # $ctx.text#"', '#id #1 # abc#'],
    ['#set($x = $ctx.text)"$x(1)"', 'abc(1)'],
    ['"$nobody(\'a\', $b)"', "$nobody('a', $b)"],
    ['"$ctx.text.empty $ctx.blank.empty $ctx.empty.list.empty"', 'false true true'],
    ['"$util.qr(1)$utils.qr($ctx.map.put(1, 2))"', ''],
  ];
  test.each(rows)('%s is the value', (template, expected) => {
    expect(value(template)).toEqual(expected);
  });
});

describe('a reference that is null', () => {
  const rows: readonly Row[] = [
    ["'$ctx.args.input.none'", "'$ctx.args.input.none'"],
    ['$nobody', '$nobody'],
    ['${nobody}', '${nobody}'],
    ['$!nobody$!{nobody}', ''],
    ['$ctx.nobody.at.all', '$ctx.nobody.at.all'],
    ["$ctx.list.get(7).put('a', [$b, 1])", "$ctx.list.get(7).put('a', [$b, 1])"],
    ['$ctx.list[9]', '$ctx.list[9]'],
    ["$ctx.map['c']", "$ctx.map['c']"],
    ['$null $ctx.in.or', '$null $ctx.in.or'],
    ['$ctx.map.put("c", 1)', '$ctx.map.put("c", 1)'],
    ['$util.nothing()', '$util.nothing()'],
  ];
  test.each(rows)('%s renders its source', (template, expected) => {
    const { value: json } = evaluateTemplate(
      `#set($s = "${template.replaceAll('"', '\\"')}")
      $util.toJson($s)`,
      ctx(),
    );
    expect(json).toBe(expected);
  });
});

describe('#set', () => {
  const rows: readonly Row[] = [
    ['#set($a = 1)$a', 1],
    ['#set( $a = "x" )"$a"', 'x'],
    ['#set($a = {})#set($a.b = {})#set($a.b.c = 1)$util.toJson($a)', { b: { c: 1 } }],
    ['#set($a = {})#set($a["x y"] = 1)$util.toJson($a)', { 'x y': 1 }],
    ['#set($a = {})#set($k = "k")#set($a[$k] = 1)$util.toJson($a)', { k: 1 }],
    ['#set($a = [1, 2])#set($a[0] = 5)#set($a[-1] = 6)$util.toJson($a)', [5, 6]],
    ['#set($nobody.b = 1)$util.toJson($nobody)', null],
    ['#set($a = {})#set($a.b.c = 1)$util.toJson($a)', {}],
    ['#set($a = 1)#set($a = $nobody)$util.toJson($a)', null],
    ['#set($a = 1)#set($a = $null)$util.toJson($a)', null],
    ['#set($in = 1)#set($or = {"and": 2})$util.toJson([$in, $or.and])', [1, 2]],
    [
      '#set($a = {"b": [1, {"c": $ctx.text}], "d": null})$util.toJson($a)',
      { b: [1, { c: 'abc' }], d: null },
    ],
    ['#set($a = {"$ctx.text": 1})$util.toJson($a)', { abc: 1 }],
    ['#set($a = [])#set($b = $a)#set($done = $b.add(1))$util.toJson($a)', [1]],
    ['#set($a = [1..3])$util.toJson($a)', [1, 2, 3]],
    ['#set($n = 1)#set($a = [$n..-1])$util.toJson($a)', [1, 0, -1]],
    ['#set($a = -1)#set($b = 2.5)#set($c = -0.5)$util.toJson([$a, $b, $c])', [-1, 2.5, -0.5]],
    ['#set($ctx = 5)$ctx', 5],
  ];
  test.each(rows)('%s sets the value', (template, expected) => {
    expect(value(template)).toEqual(expected);
  });

  test('changes the context itself, which later templates read', () => {
    const context = ctx();
    evaluateTemplate('#set($ctx.args.input.owner = "me")$util.qr($ctx.map.put("c", [1]))', context);
    expect(context.args.input).toMatchObject({ owner: 'me' });
    expect(context.map).toEqual({ a: 1, b: 2, c: [1] });
  });
});

describe('strings', () => {
  const rows: readonly Row[] = [
    ['#set($a = "$ctx.text and ${ctx.text}s")', 'abc and abcs'],
    ["#set($a = '$ctx.text')", '$ctx.text'],
    ['#set($a = "say \\"hi\\"")', 'say "hi"'],
    ["#set($a = 'it\\'s')", "it's"],
    ['#set($a = "#id = :$ctx.text #if #end ##")', '#id = :abc #if #end ##'],
    ['#set($a = "\\$ctx.text")', '$ctx.text'],
    ['#set($a = "$ctx.args.get(\'input\').n")', '7'],
    ['#set($a = "$ctx.text::$ctx.zero")', 'abc::0'],
    ['#set($a = "$null or $ctx.not")', '$null or $ctx.not'],
    ['#set($a = "a eq b")', 'a eq b'],
    ["#set($a = '__proto__')", '__proto__'],
  ];
  test.each(rows)('%s is the text', (template, expected) => {
    expect(value(`${template}$util.toJson($a)`)).toBe(expected);
  });
});

describe('#if', () => {
  const rows: readonly Row[] = [
    ['$ctx.text', true],
    ['$ctx.blank', true],
    ['$ctx.zero', true],
    ['$ctx.empty.list', true],
    ['$nobody', false],
    ['$null', false],
    ['false', false],
    ['!false', true],
    ['not $nobody', true],
    ['!$nobody && !false', true],
    ['$nobody || $ctx.text', true],
    ['$nobody or $ctx.text', true],
    ['$ctx.text and $nobody', false],
    ['true || false && false', true],
    ['false && false || true', true],
    ['(true || false) && false', false],
    ['!(true && false)', true],
    ['$ctx.text == "abc"', true],
    ['$ctx.text != "abc"', false],
    ['$ctx.text eq "abc"', true],
    ['($ctx.zero ne 1) and $ctx.text eq "abc"', true],
    ['1 == 1.0', true],
    ['1 == "1"', true],
    ['true == "true"', true],
    ['$ctx.list == "[1, 2, 3]"', true],
    ['$ctx.nobody == $null', true],
    ['$ctx.zero == $null', false],
    ['$ctx.zero < 1', true],
    ['2 > 1', true],
    ['2 gt 2', false],
    ['2 ge 2', true],
    ['1 lt 2', true],
    ['2 le 1', false],
    ['1 <= 1', true],
    ['1 >= 2', false],
    ['"a" < "b"', false],
    ['$nobody < 1', false],
    ['$ctx.list.size() == 3', true],
    ['-1 < 0', true],
    ['$ctx.zero == -0', true],
  ];
  test.each(rows)('(%s) is %s', (condition, expected) => {
    expect(value(`#if(${condition})true#{else}false#end`)).toBe(expected);
  });

  const branches: readonly Row[] = [
    ['#if(false)1#elseif(true)2#else 3#end', 2],
    ['#if(false)1#elseif($null)2#else 3#end', 3],
    ['#if(false)1#end', null],
    ['#if(true)#if(false)1#else 2#end#else 3#end', 2],
    ['#if( $ctx.zero )\n  1\n#end', 1],
  ];
  test.each(branches)('%s is the value', (template, expected) => {
    expect(value(template)).toBe(expected);
  });

  test('does not evaluate the right side if the left side decides', () => {
    expect(value('#if(true || $util.error("x"))1#end')).toBe(1);
    expect(value('#if(false && $util.error("x"))1#end')).toBe(null);
  });

  test('compares maps and lists by value', () => {
    const template = '#set($m = {"b": 2, "a": 1})#set($l = [1, 2, 3])';
    expect(value(`${template}#if($m == $ctx.map && $l == $ctx.list)1#end`)).toBe(1);
    expect(value(`${template}#if($m == $ctx.empty.map || $l != $ctx.list)1#end`)).toBe(null);
  });
});

describe('calculations', () => {
  const rows: readonly Row[] = [
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 / 2', 3],
    ['-7 / 2', -3],
    ['7.0 / 2.5', 2.8],
    ['7 % 4', 3],
    ['-7 % 4', -3],
    ['$ctx.list.size() - 1', 2],
    ['-($ctx.list.size())', -3],
    ['1 / 0', null],
    ['1 % 0', null],
    ['$nobody + 1', null],
    ['true + 1', null],
    ['"a" * 2', null],
    ['"a" + "b"', 'ab'],
    ['"a" + 1', 'a1'],
    ['1 + "a"', '1a'],
    ['"a" + $ctx.list', 'a[1, 2, 3]'],
    ['"a" + $ctx.nobody', 'a$ctx.nobody'],
    ['$ctx.zero || $nobody', true],
  ];
  test.each(rows)('%s is %s', (expression, expected) => {
    expect(value(`#set($x = ${expression})$util.toJson($x)`)).toBe(expected);
  });
});

describe('#foreach', () => {
  const rows: readonly Row[] = [
    ['[#foreach($x in $ctx.list)$x,#end]', [1, 2, 3]],
    ['[#foreach( ${x} in $ctx.list )$x,#end]', [1, 2, 3]],
    ['[#foreach($x in [1..3])$x,#end]', [1, 2, 3]],
    ['[#foreach($x in [3..1])$x,#end]', [3, 2, 1]],
    ['[#foreach($x in ["a", "b"])"$x",#end]', ['a', 'b']],
    ['[#foreach($x in $ctx.map)$x,#end]', [2, 1]],
    ['[#foreach($x in $ctx.map.entrySet())"$x.key $x.value $x.getKey()",#end]', ['b 2 b', 'a 1 a']],
    ['[#foreach($x in $ctx.map.keySet())"$x",#end]', ['b', 'a']],
    ['[#foreach($x in $nobody)1#end]', []],
    ['[#foreach($x in $ctx.text)1#end]', []],
    ['[#foreach($x in [$nobody..3])1#end]', []],
    ['[#foreach($x in $ctx.list)$x#if($foreach.hasNext),#end#end]', [1, 2, 3]],
    ['[#foreach($x in $ctx.list)$x#if($foreach.hasNext()),#end#end]', [1, 2, 3]],
    [
      '[#foreach($x in $ctx.list)"$foreach.index $foreach.count $velocityCount $foreach.first $foreach.last",#end]',
      ['0 1 1 true false', '1 2 2 false false', '2 3 3 false true'],
    ],
    [
      '[#foreach($x in [1..2])#foreach($y in [1..2])"$foreach.parent.count.$foreach.count.$foreach.topmost.index",#end$foreach.count,#end]',
      ['1.1.0', '1.2.0', 1, '2.1.1', '2.2.1', 2],
    ],
    ['[#foreach($x in $ctx.list)#if($x == 2)#break#end$x,#end]', [1]],
    ['[#foreach($y in [1..2])#foreach($x in $ctx.list)#if($x == 2)#break#end$x,#end#end]', [1, 1]],
    ['#set($x = 9)#foreach($x in $ctx.list)#end$x', 9],
    ['#foreach($x in $ctx.list)#set($last = $x)#end$last', 3],
    [
      '#foreach($x in $ctx.list)#end"$x $foreach.index $velocityCount"',
      '$x $foreach.index $velocityCount',
    ],
    ['#foreach($x in $ctx.list)$util.qr($ctx.list.add(1))#end$ctx.list.size()', 6],
  ];
  test.each(rows)('%s is the value', (template, expected) => {
    expect(value(template)).toEqual(expected);
  });

  test('ends without an error after 1,000 iterations', () => {
    expect(value('#foreach($x in [1..2000])#set($last = $x)#end$last')).toBe(1000);
    const items = Array.from({ length: 1500 }, (_, index) => index);
    const template = '#foreach($x in $ctx.items)#set($n = $velocityCount)#end$n';
    expect(evaluateTemplate(template, { items }).value).toBe(1000);
  });
});

describe('#return, #stop and #break', () => {
  const rows: readonly (readonly [template: string, value: unknown, returned: boolean])[] = [
    ['1 #return({"a": [$ctx.zero]}) 2', { a: [0] }, true],
    ['#return("$ctx.text")', 'abc', true],
    ['#return($ctx.nobody)', null, true],
    ['1 #return', null, true],
    ['#if(true)#return #end 5', null, true],
    ['#return\n5', null, true],
    ['#foreach($x in $ctx.list)#if($x == 2)#return($x)#end#end', 2, true],
    ['#return($ctx.list.size() > 2)', true, true],
    ['1 #stop 2', 1, false],
    ['1 #stop() 2', 1, false],
    ['#foreach($x in $ctx.list)$x#stop#end', 1, false],
    ['1 #break 2', 1, false],
    [' \n ', null, false],
  ];
  test.each(rows)('%s gives the value', (template, expected, returned) => {
    expect(evaluateTemplate(template, ctx())).toEqual({ value: expected, returned });
  });
});

describe('text', () => {
  const rows: readonly Row[] = [
    ['## a comment $ctx.text #if\n1', 1],
    ['#* a comment\n #end *#1', 1],
    ['#[["#if($ctx.text) ##"]]#', '#if($ctx.text) ##'],
    ['"\\$ctx.text \\#set(1)"', '$ctx.text #set(1)'],
    [
      '{"expressionNames": {"#set": "set", "#if": "if", "#foreach": 1}}',
      { expressionNames: { '#set': 'set', '#if': 'if', '#foreach': 1 } },
    ],
    ['{"a": "$ctx.text", "b": [$ctx.zero, $ctx.zero]}', { a: 'abc', b: [0, 0] }],
    ['  #set($a = 1)\n  #if(true)\n  $a\n  #end\n', 1],
  ];
  test.each(rows)('%s is the value', (template, expected) => {
    expect(value(template)).toEqual(expected);
  });
});
