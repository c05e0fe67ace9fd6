using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Diagnostics;

public sealed class DiagnosticRuleTests
{
    private static readonly DiagnosticRule Rule = new("RLY0000", Severity.Info, "'{0}' is not '{1}'.", "{2}");

    [Fact]
    public void Leaves_the_braces_of_a_document_as_they_are()
    {
        var found = Rule.At(DocumentCursor.OfFile("a.yaml"), "{1}", "b{0}", "Write {0} or {9}.");
        found.Message.ShouldBe("'{1}' is not 'b{0}'.");
        found.Hint.ShouldBe("Write {0} or {9}.");
    }

    [Fact]
    public void Cuts_what_is_long_and_never_inside_a_character()
    {
        var found = Rule.At(DocumentCursor.OfFile("a.yaml"), new string('a', 398) + "🐒🐒", new string('b', 400), "");
        found.Message.ShouldBe($"'{new string('a', 398)}…' is not '{new string('b', 400)}'.");
        found.Hint.ShouldBeNull();
    }
}
