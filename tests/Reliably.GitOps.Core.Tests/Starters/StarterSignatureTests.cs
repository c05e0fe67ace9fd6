using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>The arguments of our starters are those of the extensions' functions (<c>signatures.txt</c>, read from their sources).</summary>
public class StarterSignatureTests
{
    private static readonly Dictionary<string, string> Signatures = File.ReadLines(Path.Combine(Repository.Root, "tests/Reliably.GitOps.Core.Tests/Starters/signatures.txt"))
        .Where(static line => line.Length > 0 && line[0] != '#')
        .ToDictionary(static line => line[..line.IndexOf('(', StringComparison.Ordinal)], static line => line[(line.IndexOf('(', StringComparison.Ordinal) + 1)..^1]);

    public static TheoryData<string> Functions => [.. StarterCatalogue.BuiltIn.All.Where(static one => one.Activity.Provider is Provider.Python).Select(static one => one.Slug.Value)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_starter_declares_what_its_function_takes(string name)
    {
        var starter = StarterCatalogue.BuiltIn.Find(Documents.Slug.Parse(name))!;
        string.Join(", ", starter.Arguments.Select(static argument => argument.Required ? argument.Name : argument.Name + "=")).ShouldBe(Signatures[StarterProgram.Of(starter)]);
    }

    [Fact]
    public void No_signature_is_left_over() =>
        Signatures.Keys.Except(StarterCatalogue.BuiltIn.All.Select(StarterProgram.Of)).ShouldBeEmpty();
}
