using System.Text.RegularExpressions;

namespace Reliably.GitOps.Documents;

/// <summary>A document that breaks one keyword of a schema.</summary>
internal sealed record BadDocument(string Keyword, DataNode Document);

/// <summary>Walks a schema and a good document side by side, and makes for every keyword it passes a document that breaks just that one.</summary>
internal sealed class SchemaWalk(DataNode.Mapping schema)
{
    private static readonly DataNode[] Samples =
        [DataNode.Mapping.Create(("zzz", DataNode.Of(1))), new DataNode.Sequence([DataNode.Of("zzz")]), DataNode.Of("zzz zzz"), DataNode.Of(5), DataNode.Of(2.5), DataNode.Of(true), DataNode.None];

    private readonly List<BadDocument> bad = [];

    public static IEnumerable<string> Keywords(DataNode node, string pointer = "")
    {
        if (node is not DataNode.Mapping mapping) yield break;
        foreach (var entry in mapping.Entries)
        {
            var here = pointer + "/" + entry.Name;
            switch (entry.Name)
            {
                case "type" or "enum" or "pattern" or "minLength" or "minItems" or "maxItems" or "minimum" or "maximum": yield return here; break;
                case "required":
                    foreach (var key in ((DataNode.Sequence)entry.Value).Items) yield return here + "/" + PythonText.Of(key);
                    break;
                case "additionalProperties" when entry.Value is DataNode.Boolean: yield return here; break;
                case "properties" or "definitions":
                    foreach (var one in ((DataNode.Mapping)entry.Value).Entries)
                    {
                        foreach (var found in Keywords(one.Value, here + "/" + one.Name)) yield return found;
                    }

                    break;
                case "items" or "additionalProperties":
                    foreach (var found in Keywords(entry.Value, here)) yield return found;
                    break;
                case "oneOf" or "anyOf" or "allOf":
                    for (var i = 0; i < ((DataNode.Sequence)entry.Value).Items.Length; i++)
                    {
                        foreach (var found in Keywords(((DataNode.Sequence)entry.Value).Items[i], $"{here}/{i}")) yield return found;
                    }

                    break;
            }
        }
    }

    public IReadOnlyList<BadDocument> Of(DataNode document)
    {
        bad.Clear();
        Visit(schema, "", document, static node => node, []);
        return [.. bad];
    }

    /// <param name="siblings">Types that an alternative beside this one would accept.</param>
    private void Visit(DataNode.Mapping at, string pointer, DataNode node, Func<DataNode, DataNode> put, HashSet<string> siblings)
    {
        if (at["$ref"] is DataNode.Text reference)
        {
            var name = reference.Value["#/definitions/".Length..];
            Visit((DataNode.Mapping)((DataNode.Mapping)schema["definitions"]!)[name]!, "/definitions/" + name, node, put, siblings);
            return;
        }

        Values(at, pointer, node, put, siblings);
        if (node is DataNode.Mapping mapping) Keys(at, pointer, mapping, put);
        if (node is DataNode.Sequence sequence) Items(at, pointer, sequence, put);
        foreach (var family in (string[])["allOf", "oneOf", "anyOf"]) Branches(at, family, pointer, node, put);
    }

    private void Branches(DataNode.Mapping at, string family, string pointer, DataNode node, Func<DataNode, DataNode> put)
    {
        if (at[family] is not DataNode.Sequence branches) return;
        var types = family == "allOf" ? [] : branches.Items.SelectMany(static one => Types(((DataNode.Mapping)one)["type"])).ToHashSet();
        for (var i = 0; i < branches.Items.Length; i++)
        {
            var branch = (DataNode.Mapping)branches.Items[i];
            var here = $"{pointer}/{family}/{i}";
            if (family == "allOf" || (Fits(branch, node) && branch.Has("properties"))) Visit(branch, here, node, put, types);
            else if (Fits(branch, node)) Alternative(branches, branch, here, node, put);
        }
    }

    /// <summary>One of several types, or of several required keys: broken only when all of them are.</summary>
    private void Alternative(DataNode.Sequence branches, DataNode.Mapping branch, string pointer, DataNode node, Func<DataNode, DataNode> put)
    {
        if (branch.Has("type"))
        {
            var allowed = branches.Items.SelectMany(static one => Types(((DataNode.Mapping)one)["type"])).ToHashSet();
            foreach (var sample in Samples.Where(sample => !TypesOf(sample).Any(allowed.Contains))) Break(pointer + "/type", put(sample));
        }
        else if (branch["required"] is DataNode.Sequence required && node is DataNode.Mapping mapping)
        {
            var all = branches.Items.SelectMany(static one => ((DataNode.Sequence)((DataNode.Mapping)one)["required"]!).Items).Select(PythonText.Of);
            var without = all.Aggregate(mapping, static (rest, key) => rest.Without(key));
            foreach (var key in required.Items) Break(pointer + "/required/" + PythonText.Of(key), put(without));
        }
    }

    private void Values(DataNode.Mapping at, string pointer, DataNode node, Func<DataNode, DataNode> put, HashSet<string> siblings)
    {
        if (at["type"] is { } type)
        {
            var allowed = Types(type).Concat(siblings).ToHashSet();
            foreach (var sample in Samples.Where(sample => !TypesOf(sample).Any(allowed.Contains))) Break(pointer + "/type", put(sample));
        }

        if (at.Has("enum")) Break(pointer + "/enum", put(DataNode.Of("zzz")));
        if (at.Has("minLength") && node is DataNode.Text) Break(pointer + "/minLength", put(DataNode.Of("")));
        if (at["minimum"] is DataNode.Integer least && node is DataNode.Integer) Break(pointer + "/minimum", put(DataNode.Of((int)least.Value - 1)));
        if (at["maximum"] is DataNode.Integer most && node is DataNode.Integer) Break(pointer + "/maximum", put(DataNode.Of((int)most.Value + 1)));
        if (at["pattern"] is DataNode.Text pattern && node is DataNode.Text)
        {
            foreach (var text in ((string[])["zz·zz", "/zz", ":"]).Where(text => !Regex.IsMatch(text, pattern.Value))) Break(pointer + "/pattern", put(DataNode.Of(text)));
        }
    }

    private void Keys(DataNode.Mapping at, string pointer, DataNode.Mapping node, Func<DataNode, DataNode> put)
    {
        foreach (var key in (at["required"] as DataNode.Sequence)?.Items.Select(PythonText.Of) ?? []) Break($"{pointer}/required/{key}", put(node.Without(key)));
        var extra = at["additionalProperties"];
        if (extra is DataNode.Boolean { Value: false }) Break(pointer + "/additionalProperties", put(node.With("zzz", DataNode.Of(1))));
        var properties = at["properties"] as DataNode.Mapping ?? DataNode.Mapping.Empty;
        foreach (var entry in node.Entries)
        {
            DataNode Put(DataNode value) => put(node.With(entry.Name, value));
            if (properties[entry.Name] is DataNode.Mapping known) Visit(known, $"{pointer}/properties/{entry.Name}", entry.Value, Put, []);
            else if (extra is DataNode.Mapping other) Visit(other, pointer + "/additionalProperties", entry.Value, Put, []);
        }
    }

    private void Items(DataNode.Mapping at, string pointer, DataNode.Sequence node, Func<DataNode, DataNode> put)
    {
        if (at.Has("minItems")) Break(pointer + "/minItems", put(DataNode.Sequence.Empty));
        if (at["maxItems"] is DataNode.Integer most) Break(pointer + "/maxItems", put(new DataNode.Sequence([.. node.Items, .. Enumerable.Repeat(node.Items[0], (int)most.Value)])));
        if (at["items"] is not DataNode.Mapping items) return;
        for (var i = 0; i < node.Items.Length; i++)
        {
            var index = i;
            Visit(items, pointer + "/items", node.Items[i], value => put(new DataNode.Sequence(node.Items.SetItem(index, value))), []);
        }
    }

    private void Break(string keyword, DataNode document) => bad.Add(new(keyword, document));

    private bool Fits(DataNode.Mapping branch, DataNode node)
    {
        if (branch["$ref"] is not null) return true;
        if (branch["type"] is { } type && !TypesOf(node).Any(Types(type).Contains)) return false;
        if (node is not DataNode.Mapping mapping) return true;
        if (branch["required"] is DataNode.Sequence required && !required.Items.All(key => mapping.Has(PythonText.Of(key)))) return false;
        var discriminator = (branch["properties"] as DataNode.Mapping)?["type"] as DataNode.Mapping;
        return discriminator?["enum"] is not DataNode.Sequence { Items: [var only] } || only.Equals(mapping["type"]);
    }

    private static IEnumerable<string> Types(DataNode? node) => node switch
    {
        DataNode.Text text => [text.Value],
        DataNode.Sequence sequence => sequence.Items.Select(PythonText.Of),
        _ => [],
    };

    private static string[] TypesOf(DataNode node) => node switch
    {
        DataNode.Mapping => ["object"],
        DataNode.Sequence => ["array"],
        DataNode.Text or DataNode.Timestamp => ["string"],
        DataNode.Integer => ["integer", "number"],
        DataNode.Float => ["number"],
        DataNode.Boolean => ["boolean"],
        _ => ["null"],
    };
}
