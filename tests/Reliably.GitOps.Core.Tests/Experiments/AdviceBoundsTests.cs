using System.Text;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Experiments;

/// <summary>Documents that would cost minutes or gigabytes if some rule took more than its length: each of about a megabyte, each read in a moment.</summary>
public class AdviceBoundsTests
{
    private const int Size = 1_000_000;

    public static TheoryData<string> Texts =>
    [
        "a=1 ", "env ", "timeout 1 ", "sudo -n ", "sh -c ", "'", "\\\"", "$(", "$((", "a & ", "a;", "(", "`",
        "password ", "--password ", "password=", "authorization: ", "password=\\\"a", "sk-.", "eyJ.", "eyJa.eyJb.", "AKIA", "ghp_", "://a:b@", "a://b:", "# ", "a#", "${x}", "$x ", "hooks.slack.com/services/",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_long_text_is_read_in_a_moment(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, Size / part.Length / 3));
        Read($"{{type: process, path: a, arguments: \"{text}\"}}", "");
        Read($"{{type: process, path: sh, arguments: [\"-c\", \"{text}\"]}}", "");
        Read("{type: python, module: m, func: f}", "# " + text.Replace("\\", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Variables_do_not_multiply()
    {
        var long_ = new string('v', 200_000);
        Read($"{{type: process, path: a, arguments: \"{string.Concat(Enumerable.Repeat("${x}", 100_000))}\"}}", $"configuration: {{x: {long_}}}");
    }

    [Fact]
    public void Patterns_that_take_their_time_are_given_little_of_it()
    {
        var probes = string.Concat(Enumerable.Repeat("  - {type: probe, name: p, tolerance: {type: regex, pattern: '^((.+)+\\n|$|\\s|\\w\\W)'}, provider: {type: http, url: 'http://a/', timeout: 1}}\n", 2_000));
        Read("{type: python, module: m, func: f}", "steady-state-hypothesis:\n  title: H\n  probes:\n" + probes);
    }

    private static void Read(string provider, string more)
    {
        var yaml = "title: T\ndescription: D\nmethod:\n- {type: action, name: a, provider: " + provider + "}\n" + more + "\n";
        var found = SnapshotReader.ReadAlone(new("x.yaml", Encoding.UTF8.GetBytes(yaml)), DocumentKind.Experiment);
        found.ShouldAllBe(static one => one.Code != "RLY1001" && one.Code != "RLY2001", yaml[..200]);
    }
}
