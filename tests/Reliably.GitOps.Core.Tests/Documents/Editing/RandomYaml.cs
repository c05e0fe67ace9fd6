using System.Text;
using Reliably.GitOps.Drivers;

namespace Reliably.GitOps.Documents.Editing;

/// <summary>Writes YAML texts as people do, and as nobody should: every style, comments everywhere, anchors, merges, line ends, marks.</summary>
internal sealed class RandomYaml(Random random, bool anchors)
{
    private readonly StringBuilder text = new();
    private readonly List<(string Name, bool Mapping)> known = [];
    private int count;

    public static byte[] Document(Random random, bool anchors)
    {
        var writer = new RandomYaml(random, anchors);
        var written = writer.Whole();
        if (random.Next(4) == 0) written = written.TrimEnd('\n');
        if (random.Next(3) == 0) written = written.Replace("\n", "\r\n", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(random.Next(6) == 0 ? "\uFEFF" + written : written);
    }

    private string Whole()
    {
        Between(0);
        if (random.Next(6) == 0) text.Append(random.Pick("---\n", "--- # start\n", "%YAML 1.1\n---\n"));
        if (random.Next(5) == 0) Sequence(0, 3);
        else Mapping(0, 3);
        Between(0);
        if (random.Next(8) == 0) text.Append("...\n");
        return text.ToString();
    }

    /// <summary>Comments and blank lines between two entries.</summary>
    private void Between(int indent)
    {
        while (random.Next(4) == 0) text.Append(random.Next(3) == 0 ? "\n" : new string(' ', random.Pick(indent, indent, 0)) + Comment() + "\n");
    }

    private string Comment() => $"#{random.Pick(" ", "\t", "")}c{++count}{random.Pick("", " a: b", " 'x", "\ttab", " [", " - é")}.";

    private void EndLine() => text.Append(random.Next(4) == 0 ? random.Pick(" ", "   ") + Comment() + "\n" : "\n");

    private void Mapping(int indent, int depth, bool inline = false)
    {
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            if (!inline)
            {
                Between(indent);
                text.Append(' ', indent);
            }

            inline = false;
            if (anchors && known.Exists(static one => one.Mapping) && random.Next(8) == 0)
            {
                text.Append("<<: *" + random.Pick([.. known.Where(static one => one.Mapping)]).Name);
                EndLine();
                continue;
            }

            text.Append(Key(false)).Append(random.Next(8) == 0 ? " :" : ":");
            Value(indent, depth, inList: false);
        }
    }

    private void Sequence(int indent, int depth, bool inline = false)
    {
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            if (!inline)
            {
                Between(indent);
                text.Append(' ', indent);
            }

            inline = false;
            text.Append('-');
            Value(indent, depth, inList: true);
        }
    }

    /// <summary>What comes after a colon or dash, to the end of its line or lines.</summary>
    private void Value(int indent, int depth, bool inList)
    {
        var kind = random.Next(depth > 0 ? 12 : 8);
        if (kind == 0)
        {
            EndLine(); // nothing is null
        }
        else if (kind == 1)
        {
            Block(indent);
        }
        else if (kind == 2 && anchors && known.Count > 0)
        {
            text.Append(" *" + random.Pick([.. known]).Name);
            EndLine();
        }
        else if (kind <= 5)
        {
            text.Append(' ', random.Pick(1, 1, 1, 3)).Append(Anchor(false)).Append(Scalar(indent, flow: false));
            EndLine();
        }
        else if (kind <= 7)
        {
            text.Append(' ').Append(Anchor(false)).Append(Flow(indent, 2));
            EndLine();
        }
        else
        {
            Nested(indent, depth - 1, inList, mapping: kind <= 9);
        }
    }

    private void Nested(int indent, int depth, bool inList, bool mapping)
    {
        if (inList && random.Next(3) > 0)
        {
            text.Append(' ');
            if (mapping) Mapping(indent + 2, depth, inline: true);
            else Sequence(indent + 2, depth, inline: true);
            return;
        }

        var name = Anchor(mapping);
        if (name.Length > 0) text.Append(' ').Append(name.TrimEnd());
        EndLine();
        if (mapping) Mapping(indent + random.Pick(2, 2, 4), depth);
        else Sequence(inList ? indent + 2 : indent + random.Pick(0, 2), depth);
    }

    private void Block(int indent)
    {
        var keep = random.Next(5) == 0;
        text.Append(random.Pick(" |", " >")).Append(keep ? "+" : random.Pick("", "-")).Append(random.Next(5) == 0 ? " " + Comment() : "").Append('\n');
        for (var left = random.Next(1, 4); left > 0; left--) text.Append(' ', indent + 2).Append(random.Pick("some words", "# no comment", "key: value", "- item", "\ttab", "'")).Append('\n');
        if (random.Next(3) == 0) text.Append('\n');
    }

    private string Anchor(bool mapping)
    {
        if (!anchors || random.Next(6) > 0) return "";
        known.Add(("n" + ++count, mapping));
        return $"&n{count} ";
    }

    private string Key(bool flow)
    {
        var name = "k" + ++count;
        return random.Pick(name, name, name, $"\"{name}\"", $"'{name} x'", $"{name}/y", $"~{name}", count + "", flow ? name : $"{name} é");
    }

    private string Scalar(int indent, bool flow) => random.Pick(
        "word", "two words", "'it''s'", "\"a \\\"b\\\"\\n\"", "12", "1.5", "true", "no", "null", flow ? "http://x/y" : "http://x/y?z", "\"# no\"", "a#b", "'a: b'", "${x}".Replace("${x}", flow ? "\"${x}\"" : "${x}", StringComparison.Ordinal),
        $"two\n{new string(' ', indent + 3)}lines", $"\"two\n{new string(' ', indent + 3)}lines\"", "!!str 5", "2020-01-02", "\"🙂\"");

    private string Flow(int indent, int depth)
    {
        var lines = random.Next(4) == 0;
        var inner = lines ? "\n" + new string(' ', indent + 3) : "";
        var mapping = random.Next(2) == 0;
        var items = Enumerable.Range(0, random.Next(4)).Select(_ => (mapping ? Key(true) + ": " : "") + (depth > 0 && random.Next(4) == 0 ? Flow(indent + 2, depth - 1) : Scalar(indent + 2, flow: true))).ToList();
        var builder = new StringBuilder(mapping ? "{" : "[").Append(random.Next(2) == 0 ? " " : "");
        for (var i = 0; i < items.Count; i++)
        {
            builder.Append(inner).Append(items[i]);
            if (i < items.Count - 1 || random.Next(8) == 0) builder.Append(random.Pick(", ", ",", " , "));
            if (lines && random.Next(4) == 0) builder.Append(' ').Append(Comment());
        }

        return builder.Append(lines ? "\n" + new string(' ', indent + 1) : random.Pick("", " ")).Append(mapping ? '}' : ']').ToString();
    }
}
