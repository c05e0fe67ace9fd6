using System.Text;

namespace Reliably.GitOps.Documents.Editing;

public class DocumentEditorTests
{
    private static readonly DataNode Activity = DataNode.Mapping.Create(
        ("type", DataNode.Of("action")), ("name", DataNode.Of("kill: it")), ("provider", DataNode.Mapping.Create(("type", DataNode.Of("process")), ("path", DataNode.Of("kill")), ("arguments", DataNode.Of("-9 ${pid}")))));

    [Fact]
    public void Writes_a_new_item_as_the_others_are_written()
    {
        const string before = "title: T # why\nmethod:\n  - name: a\n    provider:\n      type: http # here\n\n  - name: b\n\n# the end\nrollbacks: []\n";
        Edit("d.yaml", before, DocumentEdit.InsertAt("/method/-", Activity)).ShouldBe(
            "title: T # why\nmethod:\n  - name: a\n    provider:\n      type: http # here\n\n  - name: b\n\n"
            + "  - type: action\n    name: \"kill: it\"\n    provider:\n      type: process\n      path: kill\n      arguments: \"-9 ${pid}\"\n\n# the end\nrollbacks: []\n");
    }

    [Fact]
    public void Takes_braces_where_the_document_does()
    {
        Edit("d.yaml", "title: T\nmethod:\n- name: a\n  provider: { type: http, url: x }\n", DocumentEdit.InsertAt("/method/0", Activity)).ShouldBe(
            "title: T\nmethod:\n- type: action\n  name: \"kill: it\"\n  provider: { type: process, path: kill, arguments: \"-9 ${pid}\" }\n- name: a\n  provider: { type: http, url: x }\n");
    }

    [Fact]
    public void Keeps_the_comment_beside_a_value_that_becomes_a_block()
    {
        Edit("d.yaml", "a:\n  url: http://x   # of staging\n  next: 1\n", DocumentEdit.ReplaceAt("/a/url", DataNode.Mapping.Create(("type", DataNode.Of("env")), ("key", DataNode.Of("URL"))))).ShouldBe(
            "a:\n  url:   # of staging\n    type: env\n    key: URL\n  next: 1\n");
    }

    [Theory]
    [InlineData("a: 'x'\n", "it's", "a: 'it''s'\n")]
    [InlineData("a: \"x\" # c\n", "y", "a: \"y\" # c\n")]
    [InlineData("a:    x\r\nb: 1", "yes", "a:    \"yes\"\r\nb: 1")]
    [InlineData("a:\nb: 1\n", "x", "a: x\nb: 1\n")]
    [InlineData("{a: x, b: 1}\n", "p,q", "{a: \"p,q\", b: 1}\n")]
    [InlineData("a: |\n  long\n  text\n# c\nb: 1\n", "short", "a: short\n# c\nb: 1\n")]
    public void Keeps_the_quoting_and_the_line_end_of_what_it_replaces(string before, string value, string after) =>
        Edit("d.yaml", before, DocumentEdit.ReplaceAt("/a", DataNode.Of(value))).ShouldBe(after);

    [Fact]
    public void Indents_JSON_as_it_finds_it()
    {
        Edit("d.json", "{\n    \"title\": \"T\",\n    \"method\": []\n}\n", DocumentEdit.InsertAt("/method/-", DataNode.Mapping.Create(("name", DataNode.Of("x"))))).ShouldBe(
            "{\n    \"title\": \"T\",\n    \"method\": [\n        {\n            \"name\": \"x\"\n        }\n    ]\n}\n");
        Edit("d.json", "{\"a\": [1, 2]}", DocumentEdit.RemoveAt("/a/1")).ShouldBe("{\"a\": [1]}");
    }

    [Fact]
    public void Puts_a_key_before_the_one_that_is_named()
    {
        Edit("d.yaml", "title: T\nmethod: []\n", DocumentEdit.InsertAt("/configuration", DataNode.Mapping.Create(("pid", DataNode.Of(1))), before: "method")).ShouldBe("title: T\nconfiguration:\n  pid: 1\nmethod: []\n");
    }

    [Theory]
    [InlineData("a: &x {b: 1}\nc: *x\n", "/c/b", "'*x' stands for a value that is written elsewhere: change it where '&x' is.", 2)]
    [InlineData("a: &x {b: 1}\nc: *x\n", "/a/b", "'&x' is used elsewhere in the document as '*x', and would change there too; change it by hand.", 1)]
    [InlineData("a: &x {b: 1}\nc:\n  <<: *x\n", "/c/b", "'b' is not written here: it comes from a merged mapping ('<<') or a key that is an alias.", 3)]
    [InlineData("a: 1\na: 2\n", "/a", "'a' stands 2 times in one mapping; only the last counts. Take the others away first.", 2)]
    [InlineData("a: 1\n", "/b", "There is no 'b' in the document.", 0)]
    [InlineData("a: 1\n", "/a/b", "There is no place /a/b: /a is a whole number.", 0)]
    [InlineData("a: [1\n", "/a", null, 2)]
    public void Refuses_what_cannot_be_changed_by_itself(string before, string pointer, string? reason, int line)
    {
        var refused = DocumentEditor.Apply(new("d.yaml", Encoding.UTF8.GetBytes(before)), DocumentEdit.ReplaceAt(pointer, DataNode.Of(5))).ShouldBeOfType<EditOutcome.Refused>();
        if (reason is not null) refused.Reason.ShouldBe(reason);
        refused.Line.ShouldBe(line);
    }

    [Fact]
    public void Writes_whole_documents_that_are_read_back()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var value = RandomEdits.Value(new(seed), 4);
            YamlReader.TryParse(Encoding.UTF8.GetBytes(ValueWriter.Document(value)), out _).ShouldBe(value, ValueWriter.Document(value));
        }
    }

    private static string Edit(string path, string before, DocumentEdit edit)
    {
        var outcome = DocumentEditor.Apply(new(path, Encoding.UTF8.GetBytes(before)), edit);
        return Encoding.UTF8.GetString(outcome.ShouldBeOfType<EditOutcome.Edited>(outcome.ToString()).Content.Span);
    }
}
