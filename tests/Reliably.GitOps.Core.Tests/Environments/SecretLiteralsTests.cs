using System.Text;
using Reliably.GitOps.Diagnostics;
using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Environments;

/// <summary>No token stands here in one piece, for else this very file would look like a leak.</summary>
public class SecretLiteralsTests
{
    private const string Random = "q7Rt9zKp2LxWv4Nc8Bd3Hs6Yj1Mf5GaE";

    public static TheoryData<string> Leaks =>
    [
        "headers: {Authorization: 'token ghp_" + Random + "J012'}",
        "note: AKIA" + "Q3EGZ7K2VNX5TB4W",
        "note: Credential=AKIA" + "Q3EGZ7K2VNX5TB4W/20261121/eu-west-1/s3/aws4_request",
        "url: https://app:" + "hunter2x@shop.example.com/",
        "urls: [https://shop.example.com, 'amqp://shop:" + "r4bb1tRun@queue:5672']",
        "key: |\n  -----BEGIN RSA " + "PRIVATE KEY-----\n  MIIEow\n",
        "jwt: eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
        "hook: https://hooks.slack.com/services/T02AB3CD4/B05EF6GH7/" + "aB3dE5fG7hI9jK1lM3nO5pQ7",
        "password: S3cret!pw",
        "password: Start123",
        "apiKey: " + Random,
        "clientSecret: " + Random,
        "headers: {X-Auth-Token: " + Random + "}",
        "headers: {Authorization: 'Basic " + "YXBwOmh1bnRlcjI='}",
        "headers: {Authorization: 'Bearer " + Random + "'}",
        "env: [{name: DB_PASSWORD, value: S3cret!pw}]",
        "arguments: [--user, app, --password, S3cret!pw]",
        "arguments: --user app --password=S3cret!pw",
        "arguments: ['-c', 'curl -H \"X-Api-Key: " + Random + "\" https://shop.example.com']",
        "url: 'https://shop.example.com/orders?api_key=" + Random + "'",
        "body: '{\"password\": \"S3cret!pw\"}'",
        "connection: 'Server=db;User=app;Password=S3cret!pw;'",
        "AKIA" + "Q3EGZ7K2VNX5TB4W: a key",
        "a: 1 # ghp_" + Random + "J012",
        "# the password: S3cret!pw\na: 1",
        "a: http://shop/#top # ghp_" + Random + "J012",
    ];

    public static TheoryData<string> Harmless =>
    [
        "token: ${token}",
        "token: $TOKEN",
        "token: '{{ shop_token }}'",
        "token: env.SHOP_TOKEN",
        "secret: vault:secret/shop#token",
        "password: changeme",
        "password: <your password>",
        "password: ask-bob-for-it-2",
        "token: checkout-token-2",
        "token: Start123",
        "password: SHOP_PASSWORD_2",
        "password: checkout2",
        "secret: shop-db-credentials-v2",
        "secret_name: " + Random,
        "token_url: https://login.example.com/oauth2/token?v=2Fa8sdf9",
        "password_file: /run/secrets/db-Passw0rd1",
        "password: /run/secrets/db-Passw0rd1",
        "api_token: {type: env, key: SHOP_API_TOKEN}",
        "headers: {Authorization: 'Bearer ${shop_token}'}",
        "headers: {Authorization: 'Basic ${shop_basic}'}",
        "arguments: [--password, '${db_password}']",
        "arguments: [--token, --verbose1Xy]",
        "arguments: 'export TOKEN=$(cat /run/secrets/token9X) && call'",
        "url: https://shop.example.com/orders?token=${token}",
        "url: http://app:${password}@shop.example.com/",
        "url: amqp://guest:guest@queue:5672",
        "url: https://user:password@shop.example.com/",
        "note: AKIAIOSFODNN7EXAMPLE",
        "note: ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "note: task-0123456789abcdefghij0123456789abcdef",
        "name: sk-checkout-service-that-has-a-long-name",
        "image: registry.example.com/shop@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "description: 'The password: ask whoever is on call. The token: none.'",
        "tokenizer: " + Random,
        "key: " + Random,
        "# the token comes from ${SHOP_TOKEN}\na: 1",
    ];

    [Theory]
    [MemberData(nameof(Leaks))]
    public void Takes_for_a_secret(string yaml) => Found(yaml).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Error);

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Takes_for_harmless(string yaml) => Found(yaml).ShouldBeEmpty();

    [Theory]
    [InlineData("plans/p.yaml", "with: {a: »X}")]
    [InlineData("environments/e.yaml", "title: »X")]
    [InlineData("starters/s.yaml", "activity: {provider: {headers: {»Authorization: X}}}")]
    [InlineData("deployments/d.yaml", "image: »X")]
    [InlineData("integrations/i.yaml", "url: »X")]
    [InlineData("templates/t.yaml", "method: [{provider: {arguments: [a, »X]}}]")]
    [InlineData("reliably.yaml", "reports: {branch: »X}")]
    public void Looks_into_every_kind_of_document(string path, string yaml)
    {
        var text = yaml.Replace("»", "", StringComparison.Ordinal).Replace("X", "ghp_" + Random + "J012", StringComparison.Ordinal);
        SnapshotReader.Read([new(path, Encoding.UTF8.GetBytes(text))], null).Diagnostics
            .Where(static one => one.Code == "RLY2601").ShouldHaveSingleItem().Location.File.ShouldBe(path);
    }

    [Fact]
    public void Points_at_a_comment()
    {
        var finding = Found("a: 'b # c'\nb: é # ghp_" + Random + "J012\n").ShouldHaveSingleItem();
        finding.Location.Span.Start.ShouldBe(new SourcePosition(2, 6));
    }

    [Fact]
    public void Names_the_place_of_a_value_by_its_pointer() =>
        Found("a/b:\n- c: {password: S3cret!pw}\n").ShouldHaveSingleItem().Pointer.ShouldBe("/a~1b/0/c/password");

    private static Diagnostic[] Found(string yaml) =>
        [.. SnapshotReader.ReadAlone(new("x.yaml", Encoding.UTF8.GetBytes(yaml)), DocumentKind.Experiment).Where(static one => one.Code == "RLY2601")];
}
