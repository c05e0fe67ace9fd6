namespace Reliably.GitOps.Documents;

public class GlobPatternTests
{
    [Theory]
    [InlineData("a/*.yaml", "a/b.yaml", true)]
    [InlineData("a/*.yaml", "a/b/c.yaml", false)]
    [InlineData("a/**/*.yaml", "a/c.yaml", true)]
    [InlineData("a/**/*.yaml", "a/b/c/d.yaml", true)]
    [InlineData("**", "a/b/c", true)]
    [InlineData("a/**", "a", true)]
    [InlineData("**/b/**/d", "a/b/c/b/c/d", true)]
    [InlineData("**/b/**/d", "a/c/d", false)]
    [InlineData("?.yaml", "ab.yaml", false)]
    [InlineData("A*", "ab", false)]
    [InlineData("", "a", false)]
    public void Selects_paths(string pattern, string path, bool expected) => GlobPattern.Matches(pattern, path).ShouldBe(expected);

    [Fact]
    public void No_pattern_of_a_repository_makes_it_slow()
    {
        var path = string.Join('/', Enumerable.Repeat("a", 2000));
        var pattern = string.Concat(Enumerable.Repeat("**/a/", 500)) + "b";
        GlobPattern.Matches(pattern, path).ShouldBeFalse();
        GlobPattern.Matches(string.Concat(Enumerable.Repeat("*a", 500)) + "b", new string('a', 20_000)).ShouldBeFalse();
    }
}
