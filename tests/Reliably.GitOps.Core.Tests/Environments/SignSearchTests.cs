using System.Buffers;

namespace Reliably.GitOps.Environments;

public class SignSearchTests
{
    [Theory]
    [InlineData(StringComparison.Ordinal)]
    [InlineData(StringComparison.OrdinalIgnoreCase)]
    public void Finds_the_same_place_the_first_times_and_ever_after(StringComparison comparison)
    {
        string[] signs = ["pass", "secret", "token", "tok", "-----BEGIN "];
        var search = new SignSearch(signs, comparison);
        var known = SearchValues.Create(signs, comparison);
        var random = new Random(7);
        for (var look = 0; look < 400; look++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(3) == 0 ? signs[random.Next(signs.Length)][..random.Next(1, 4)] : "aTok PASS x".Substring(random.Next(8), 2)));
            search.FirstIn(text).ShouldBe(text.AsSpan().IndexOfAny(known), text);
        }
    }
}
