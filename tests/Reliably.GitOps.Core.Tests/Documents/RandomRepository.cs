using System.Text;

namespace Reliably.GitOps.Documents;

/// <summary>A small repository that changes at random: few names, so that documents clash, refer to each other and miss each other.</summary>
internal sealed class RandomRepository(Random random)
{
    private static readonly string[] Names = ["a", "b", "A", "shop/a", "shop/c", "plan/a", "e\u0301", "\u00e9"];
    private static readonly string[] Extensions = [".yaml", ".yaml", ".yaml", ".yml", ".json"];

    private static readonly DocumentKind[] Kinds =
    [
        DocumentKind.Experiment, DocumentKind.Experiment, DocumentKind.Template, DocumentKind.Plan, DocumentKind.Plan, DocumentKind.Environment,
        DocumentKind.Deployment, DocumentKind.Integration, DocumentKind.Starter,
    ];

    private readonly SortedDictionary<string, string> texts = new(StringComparer.Ordinal);

    public IEnumerable<string> Paths => texts.Keys;

    /// <summary>The files now, in any order, with or without names of blobs.</summary>
    public RepositoryFile[] Files(bool withBlobs)
    {
        var files = texts.Select(file => new RepositoryFile(file.Key, Encoding.UTF8.GetBytes(file.Value), withBlobs ? "blob of " + file.Value : null)).ToArray();
        random.Shuffle(files);
        return files;
    }

    /// <summary>Edits, adds, removes or renames a file, or changes the settings.</summary>
    public void Change()
    {
        switch (random.Next(7))
        {
            case 0 when texts.Count > 0:
                texts.Remove(Any());
                break;
            case 1 when texts.Count > 0:
                var from = Any();
                var text = texts[from];
                texts.Remove(from);
                texts[NewPath()] = text;
                break;
            case 2 or 3 when texts.Count > 0:
                var path = Any();
                texts[path] = TextFor(path);
                break;
            case 4 when random.Next(3) == 0:
                texts["reliably.yaml"] = Pick("", "experiments: {include: [shop/**]}", "experiments: {exclude: [shop]}", "experiments: {exclude: [a]}", "experiments: [", "scores: {profile: reliably}");
                break;
            default:
                var added = NewPath();
                texts[added] = TextFor(added);
                break;
        }
    }

    private string Any() => texts.Keys.ElementAt(random.Next(texts.Count));

    private string NewPath() => random.Next(12) == 0 ? Pick("README.md", "experiments/notes.txt", "reliably.yml") : RepositoryLayout.FolderOf(Pick(Kinds)) + Pick(Names) + Pick(Extensions);

    private string TextFor(string path) => random.Next(8) == 0
        ? Pick("title: [", "", "[1]", "rows: 1", "{\"rows\": 2}", "title: 1\ntitle: 2\n")
        : RepositoryLayout.Classify(path)?.Kind switch
        {
            DocumentKind.Experiment => $"title: {Pick(Names)}\ndescription: D\nmethod: []\n" + Pick("", "", "tags: [1]\n", "nope: 1\n"),
            DocumentKind.Template => $"title: T{random.Next(3)}\ndescription: D\nconfiguration:\n  svc: {{type: env, key: RELIABLY_PARAM_SVC{Pick("", ", default: x")}}}\nmethod: []\n",
            DocumentKind.Plan => random.Next(3) == 0
                ? $"template: {Pick(Names)}\nwith: {{{Pick("", "svc: v", "other: v")}}}\nschedule: {{type: now}}\n"
                : $"experiments: [{Pick(Names)}, {Pick("a", "c", "plan/a")}]\nschedule: {{type: {Pick("now", "manual", "sometimes")}}}\n" + Pick("", "environment: a\n", "deployment: a\n", "integrations: [a, b]\n"),
            DocumentKind.Environment => Pick("envvars: []\n", "envvars: [{var_name: A, value: b}]\n", "secrets: 1\n"),
            DocumentKind.Deployment => Pick("type: local\n", "type: github\nworkflow: chaos.yml\n", "type: moon\n"),
            DocumentKind.Integration => Pick("type: slack\nchannel: '#ops'\n", "type: slack\n"),
            DocumentKind.Starter => $"title: T\ntarget: http\nrelated: [{Pick(Names)}]\nactivity: {{type: action, name: n, provider: {{type: process, path: ls}}}}\n",
            _ => Pick("", "experiments: {exclude: [b]}"),
        };

    private T Pick<T>(params T[] from) => from[random.Next(from.Length)];
}
