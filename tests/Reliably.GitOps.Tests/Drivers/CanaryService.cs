using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Reliably.GitOps.Drivers;

/// <summary>
/// <c>reliably serve</c> as a process of its own with secrets in its environment and in a file, the pages it shows, and everything that it
/// leaves behind: its log, its data folder, and every object of the remote.
/// </summary>
internal sealed class CanaryService : IDisposable
{
    /// <summary>The parts of the secrets that are looked for; no decoder is needed to tell them apart.</summary>
    public const string Token = "Zq7Xw2Kv9Lm4Rt";
    public const string Line = "Hb3Nd8Sf6Pj1Gc";
    public const string Command = "Wd5Tm9Yx3Ks7Bv";
    public const string OfTheService = "Jf4Qp8Ln2Hz6Cr";

    /// <summary>With characters that every encoding writes in its own way.</summary>
    public const string WholeToken = Token + "/+ '\"&<é€";

    private const string File = "users:\n- name: ada\n  token: " + Line + "\n  more: first" + Line + "last\n";

    private readonly Dictionary<string, string> pages = [];
    private readonly List<string> said = [];
    private readonly HttpClient http = new();
    private readonly RawServer shop;

    public CanaryService(RawServer shop, params (string Path, string? Text)[] files)
    {
        this.shop = shop;
        Remote = GitRemoteDriver.Create(
            Folder.Path,
            [("reliably.yaml", "first-contact: run\n"),
            ("plans/now.yaml", "title: Now\nexperiments: [a]\ndeployment: here\nenvironment: staging\nintegrations: [calm, steady]\nrollback-strategy: always\nschedule: { type: now }\n"),
            ("deployments/here.yaml", "type: local\n"),
            ("environments/staging.yaml", $$"""
                envvars:
                - { var_name: CANARY_URL, value: "{{shop.Url}}" }
                - { var_name: PYTHONPATH, value: "{{Folder["python"]}}" }
                secrets:
                - { var_name: TOKEN, key: token, from: { env: STAGING_TOKEN } }
                - { var_name: HEADER, key: header, from: { env: STAGING_HEADER } }
                - { key: file, path: config, from: { file: "{{Folder["secrets/config"]}}" } }
                - { var_name: COMMANDED, key: commanded, from: { command: commanded } }
                """),
            ("integrations/calm.yaml", Guard("pre-check", "calm")),
            ("integrations/steady.yaml", Guard("safeguard", "steady") + "frequency: 200ms\n"),
            .. files]);
        Folder.Write("secrets/config", File);
        Folder.Write("command", "#!/bin/sh\necho " + Command + "\n");
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(Folder["command"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public TestFolder Folder { get; } = new();

    public GitRemoteDriver Remote { get; }

    /// <summary>Grants besides the secrets.</summary>
    public string Grants { get; set; } = "deployments: [local, here]";

    public string Runner { get; set; } = "native";

    /// <summary>Once the experiment has made this file, it waits for <see cref="GoOn"/>.</summary>
    public string Waiting => Folder["waiting"];

    public string GoOn => Folder["go-on"];

    public ServeProcess Start(params string[] more)
    {
        Folder.Write("server.yaml", $$"""
            data: {{Folder["data"]}}
            runner: {{Runner}}
            repositories:
            - url: {{Remote.Url}}
              credentials: {{Folder["credentials"]}}
              grants: { {{Grants}}, secrets: { env: ["STAGING_*"], files: ["{{Folder["secrets"]}}/"], commands: { commanded: { run: ["{{Folder["command"]}}"] } } } }
            """);
        Folder.Write("credentials", OfTheService);
        return ServeProcess.StartWith(Folder.Path, Variables, ["serve", "--config", Folder["server.yaml"], "--listen", "127.0.0.1:0", .. more]);
    }

    /// <summary>Another terminal of the same account.</summary>
    public async Task TypeAsync(params string[] arguments)
    {
        using var typed = ServeProcess.StartWith(Folder.Path, Variables, arguments);
        await typed.EndAsync();
        typed.ExitCode.ShouldBe(0, typed.Text);
        said.Add(typed.Text);
    }

    /// <summary>Looks at the live page, again and again, until something has come.</summary>
    public async Task WatchAsync(ServeProcess service, Func<bool> until)
    {
        await service.HearAsync("Reports and live executions: ");
        var address = Regex.Match(service.Text, "executions: (http://[^ \n]+)").Groups[1].Value;
        var patience = Stopwatch.StartNew();
        while (!until())
        {
            (patience.Elapsed < TimeSpan.FromSeconds(120) && !service.Text.Contains(" broken ", StringComparison.Ordinal)).ShouldBeTrue("it did not come: " + service.Text);
            Keep("live page", await http.GetStringAsync(new Uri(address + "live")));
            await Task.Delay(50);
        }
    }

    /// <summary>Looks at every page that the service shows.</summary>
    public async Task BrowseAsync(ServeProcess service)
    {
        var address = Regex.Match(service.Text, "executions: (http://[^ \n]+)").Groups[1].Value;
        foreach (var path in Remote.Files("reports"))
        {
            using var answer = await http.GetAsync(new Uri(address + path));
            answer.IsSuccessStatusCode.ShouldBeTrue(path);
            Keep("page " + path, answer.Headers + await answer.Content.ReadAsStringAsync());
        }
    }

    /// <summary>Fails where a secret can be read in anything that is not the run's own.</summary>
    public void IsNowhere(params ServeProcess[] services)
    {
        foreach (var service in services) said.Add(service.Text);
        Keep("log", string.Join('\n', said));
        foreach (var (name, text) in KeptFiles(Folder["data"]).Concat(Control()).Concat(Published()).Concat(CommandLines())) Keep(name, text);
        var found =
            from page in pages
            from secret in new[] { Token, Line, Command, OfTheService }
            from how in CanaryHunt.Find(page.Value, secret)
            select $"{page.Key}: {secret}, {how}";
        found.ShouldBeEmpty();
        pages.Keys.ShouldContain("log");
        pages.Keys.ShouldContain(static name => name.StartsWith("data ", StringComparison.Ordinal));
        pages.Keys.ShouldContain(static name => name.StartsWith("object ", StringComparison.Ordinal));
    }

    /// <summary>Something was hidden there: the place was looked at while it had something to hide.</summary>
    public void ShouldHideIn(string place) => pages.ShouldContain(page => page.Key.StartsWith(place, StringComparison.Ordinal) && page.Value.Contains("***", StringComparison.Ordinal), place);

    public void Dispose()
    {
        http.Dispose();
        Folder.Dispose();
    }

    private (string, string)[] Variables =>
    [
        ("STAGING_TOKEN", WholeToken), ("STAGING_HEADER", Token), ("OWN_TOKEN", OfTheService), ("RELIABLY_CONTROL", Folder["control"]), .. ChaosToolkitFactAttribute.Program is { } chaos ? [("CHAOS", chaos)] : Array.Empty<(string, string)>(),
    ];

    /// <summary>A guard that shows a secret and answers with it.</summary>
    private string Guard(string type, string path) =>
        $"type: {type}\ntitle: It is {path}\nurl: \"{shop.Url}/{path}?q=${{token}}\"\nheaders: {{ X-Token: \"${{header}}\" }}\nsecrets: {{ own: {{ token: {{ type: env, key: TOKEN }}, header: {{ type: env, key: HEADER }} }} }}\n";

    private void Keep(string name, string text) => pages[name] = pages.GetValueOrDefault(name) is { } before && before != text ? before + "\n" + text : text;

    /// <summary>The files of a service's folder; those of git by its own means, since it packs them.</summary>
    public static IEnumerable<(string Name, string Text)> KeptFiles(string data)
    {
        foreach (var file in Directory.GetFiles(data, "*", SearchOption.AllDirectories))
        {
            // A socket has no content, and whoever holds the lock (it is empty) lets nobody read it.
            if (Path.GetFileName(file) is not ("lock" or "control.sock")) yield return ("data " + Path.GetRelativePath(data, file), file + "\n" + TextOf(file));
        }

        foreach (var mirror in Directory.EnumerateFiles(data, "HEAD", SearchOption.AllDirectories))
        {
            foreach (var item in Objects(Path.GetDirectoryName(mirror)!)) yield return item;
        }
    }

    private IEnumerable<(string, string)> Control() =>
        Directory.Exists(Folder["control"]) ? Directory.GetFileSystemEntries(Folder["control"], "*", SearchOption.AllDirectories).Select(static file => ("control " + file, file)) : [];

    /// <summary>Every commit, folder and file that the remote holds, with everything the service ever pushed.</summary>
    private IEnumerable<(string, string)> Published() => Objects(Remote.Url);

    /// <summary>Every object of a repository.</summary>
    public static IEnumerable<(string Name, string Text)> Objects(string repository)
    {
        foreach (var line in GitRemoteDriver.Git(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (type, name) = (line.Split(' ')[0], line.Split(' ')[1]);
            var text = GitRemoteDriver.Git(repository, "cat-file", type == "tree" ? "-p" : type, name);
            yield return ("object " + name, text);
        }
    }

    /// <summary>The arguments of everything that runs on the machine.</summary>
    public static IEnumerable<(string Name, string Text)> CommandLines()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(static folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            yield return ("arguments of " + Path.GetFileName(process), TextOf(Path.Combine(process, "cmdline")));
        }
    }

    private static string TextOf(string file)
    {
        try
        {
            return Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(file));
        }
        catch (IOException) when (!System.IO.File.Exists(file) || file.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return ""; // it has gone meanwhile
        }
    }
}
