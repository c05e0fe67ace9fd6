namespace Reliably.GitOps.Documents.Editing;

/// <summary>The places of everything in a JSON text that <see cref="JsonReader"/> has read: it is bounded in depth, and well-formed.</summary>
internal sealed class JsonSyntax
{
    private readonly string text;
    private int at;

    private JsonSyntax(string text) => this.text = text;

    public static SyntaxNode Read(DocumentText text) => new JsonSyntax(text.Text).Node();

    private SyntaxNode Node()
    {
        SkipBlanks();
        var start = at;
        if (text[at] is '{' or '[') return Collection(text[at] == '{');
        if (text[at] == '"') SkipText();
        else while (at < text.Length && text[at] is not (',' or ']' or '}' or ' ' or '\t' or '\r' or '\n')) at++;
        return new() { Kind = SyntaxKind.Scalar, Start = start, End = at, Flow = true, Quote = text[start] == '"' ? '"' : ' ' };
    }

    private SyntaxNode Collection(bool mapping)
    {
        var node = new SyntaxNode { Kind = mapping ? SyntaxKind.Mapping : SyntaxKind.Sequence, Start = at, Flow = true };
        at++;
        for (SkipBlanks(); text[at] is not ('}' or ']'); SkipBlanks())
        {
            node.Entries.Add(mapping ? Member() : Item());
            SkipBlanks();
            if (text[at] == ',') at++;
        }

        node.End = ++at;
        return node;
    }

    private SyntaxEntry Item()
    {
        var value = Node();
        return new() { Value = value, Start = value.Start, Marker = -1 };
    }

    private SyntaxEntry Member()
    {
        var key = Node();
        SkipBlanks();
        var colon = ++at;
        var name = ((DataNode.Text)JsonReader.Parse(text[key.Start..key.End])).Value;
        return new() { Key = key, Name = name, Value = Node(), Start = key.Start, Marker = colon };
    }

    private void SkipText()
    {
        for (at++; text[at] != '"'; at++)
        {
            if (text[at] == '\\') at++;
        }

        at++;
    }

    private void SkipBlanks()
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n') at++;
    }
}
