/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What respondents are told, one row a sentence or a few that belong together. To translate: keep each
 * placeholder {…} in every language; the words behind its bars are the language's own. To change what is
 * said: all three languages, and nothing that the daemon does not do. */
#include "notice_text.h"

#define ROW(role, when, fi, en, sv)                                                                          \
    {                                                                                                        \
        NOTICE_##role, NOTICE_##when,                                                                        \
        {                                                                                                    \
            {                                                                                                \
                fi, en, sv                                                                                   \
            }                                                                                                \
        }                                                                                                    \
    }
#define TITLE(fi, en, sv) ROW(TITLE, ALWAYS, fi, en, sv)
#define HEADING(fi, en, sv) ROW(HEADING, ALWAYS, fi, en, sv)
#define SENTENCE(when, fi, en, sv) ROW(SENTENCE, when, fi, en, sv)

static const struct notice_text texts[] = {
    TITLE("Näin vastaustasi käsitellään", "How your answer is handled", "Så behandlas ditt svar"),

    HEADING("Mitä vastauksestasi tallennetaan", "What is stored with your answer",
            "Vad som sparas av ditt svar"),
    SENTENCE(ALWAYS, "Vastauksesi tallennetaan lukuina. Vapaata tekstiä ei oteta vastaan.",
             "Your answers are stored as numbers. Free text is not taken.",
             "Dina svar sparas som siffror. Fritext tas inte emot."),
    SENTENCE(
        ALWAYS,
        "Lisäksi tallennetaan kysely, tiimi ja jakso, johon vastauksesi kuuluu. Asiakaskyselyssä "
        "tallennetaan myös asiaasi hoitaneet tiimit, syyt, joiden vuoksi sinut ohjattiin eteenpäin, ja "
        "asiasi "
        "aihe, jos vastaussovellus ilmoittaa ne. Jos arvioit muita tiimejä, tallennetaan, mitä tiimejä "
        "arvioit.",
        "Stored with them are the survey, the team and the period to which your answer belongs. In a "
        "customer survey the teams that handled your matter, why you were sent on and what the matter was "
        "about are stored too, if the application in which you answer tells them. If you rate other teams, "
        "which teams you rated is stored too.",
        "Tillsammans med dem sparas enkäten, teamet och den period som ditt svar hör till. I en kundenkät "
        "sparas också vilka team som har skött ditt ärende, varför du skickades vidare och vad ärendet "
        "gällde, "
        "om svarsappen uppger det. Om du bedömer andra team sparas också vilka team du har bedömt."),
    SENTENCE(IN_WEEKS, "Jakso on yksi kalenteriviikko, maanantaista sunnuntaihin.",
             "A period is one calendar week, from Monday to Sunday.",
             "En period är en kalendervecka, från måndag till söndag."),
    SENTENCE(IN_MONTHS, "Jakso on yksi kalenterikuukausi.", "A period is one calendar month.",
             "En period är en kalendermånad."),
    SENTENCE(IN_UNKNOWN, "Jakso on kalenteriviikko tai kalenterikuukausi.",
             "A period is a calendar week or a calendar month.",
             "En period är en kalendervecka eller en kalendermånad."),
    SENTENCE(
        ALWAYS,
        "Jakson sulkemiseen asti tallessa on myös vastauksen tunniste, mutta vain tiivisteenä, josta itse "
        "tunnistetta ei voi laskea. Sen avulla sama vastaus lasketaan vain kerran. Jos sait kuitin, "
        "tallessa on myös kuitin tiiviste.",
        "Until the period closes, the answer's identifier is stored too, but only as a hash, from which "
        "the identifier itself cannot be worked out. It keeps the same answer from being counted twice. "
        "If you were given a receipt, a hash of the receipt is stored as well.",
        "Tills perioden stängs sparas också svarets identifierare, men bara som ett hashvärde som "
        "identifieraren inte kan räknas fram ur. Tack vare det räknas samma svar bara en gång. Om du har "
        "fått ett kvitto sparas också kvittots hashvärde."),

    HEADING("Mitä ei tallenneta", "What is not stored", "Vad som inte sparas"),
    SENTENCE(
        ALWAYS,
        "Nimeäsi, osoitettasi, sähköpostiosoitettasi, IP-osoitettasi sekä laitteesi ja selaimesi tietoja "
        "ei tallenneta.",
        "Your name, your address, your e-mail address, your IP address, and details of your device and "
        "browser are not stored.",
        "Ditt namn, din adress, din e-postadress, din IP-adress och uppgifter om din enhet och webbläsare "
        "sparas inte."),
    SENTENCE(ALWAYS, "Vastauspäivää tai kellonaikaa ei tallenneta, ainoastaan jakso.",
             "Neither the day nor the time of your answer is stored: only the period.",
             "Varken dag eller klockslag för ditt svar sparas, bara perioden."),
    SENTENCE(
        ALWAYS,
        "Siitä, kuka vastauksia lähettää ja mistä, ei pidetä kirjaa. Vastauksia ei kirjoiteta palvelun "
        "eikä sen tietokannan toimintalokeihin.",
        "No record is kept of who sends answers or from where. Answers are not written to the event logs "
        "of the service or of its database.",
        "Inga uppgifter sparas om vem som skickar svar eller varifrån. Svaren skrivs inte i driftloggarna "
        "för tjänsten eller dess databas."),

    HEADING("Mitä tuloksista näytetään", "What is shown of the results", "Vad som visas av resultaten"),
    SENTENCE(
        ALWAYS,
        "Kun jakso on auki, palvelu ei näytä sen tuloksista kenellekään mitään, ei edes sitä, kuinka moni "
        "tiimissä on vastannut.",
        "While a period is open, the service shows nothing of its results to anyone, not even how many "
        "people in a team have answered.",
        "Medan en period är öppen visar tjänsten ingenting av dess resultat för någon, inte ens hur många "
        "i ett team som har svarat."),
    SENTENCE(
        ALWAYS,
        "Jakso avautuu ensimmäisestä vastauksesta, ja sen näkee, että jakso on auki: ei sitä, kuka vastasi "
        "tai missä tiimissä.",
        "A period opens with its first answer, and that it is open can be seen: not who answered, nor in "
        "which team.",
        "En period öppnas av sitt första svar, och att den är öppen går att se: inte vem som svarade och "
        "inte i vilket team."),
    SENTENCE(
        ALWAYS,
        "Työntekijöitä koskeva luku näytetään vain, kun se perustuu vähintään {k_employee} ihmisen "
        "vastauksiin, ja asiakkaita koskeva luku vain, kun se perustuu vähintään {k_customer} vastaukseen.",
        "A figure on employees is shown only when it rests on the answers of at least {k_employee} people, "
        "and a figure on customers only when it rests on at least {k_customer} answers.",
        "En siffra om de anställda visas bara när den bygger på svar från minst {k_employee} personer, och "
        "en siffra om kunderna bara när den bygger på minst {k_customer} svar."),
    SENTENCE(ALWAYS,
             "Vastausten hajontaa ja sitä, kuinka suuri osa vastaajista on esimerkiksi tyytyväisiä, "
             "näytetään vain ryhmistä, joissa on vähintään {spread} vastaajaa.",
             "How much answers differ, and what share of a group is satisfied, for instance, is shown only "
             "for groups of at least {spread} respondents.",
             "Hur mycket svaren varierar och hur stor del av en grupp som till exempel är nöjd visas bara "
             "för grupper med minst {spread} svarande."),
    SENTENCE(
        ALWAYS,
        "Jos tiimissä vastaa alle {k_employee} ihmistä, tiimin omaa lukua ei näytetä. Heidän vastauksensa "
        "lasketaan mukaan ensimmäiseen ylempään yksikköön, jossa vastaajia on yhteensä riittävästi, "
        "viimeistään koko organisaatioon. Jos heitä ei ole sielläkään riittävästi, vastauksia ei näytetä "
        "lainkaan.",
        "If fewer than {k_employee} people in a team answer, no figure of the team itself is shown. Their "
        "answers count in the first larger unit in which enough people have come together, at the latest "
        "in the whole organisation. If there are not enough even there, the answers are not shown at all.",
        "Om färre än {k_employee} personer i ett team svarar visas ingen egen siffra för teamet. Deras "
        "svar räknas med i den första överordnade enheten där de svarande sammanlagt är tillräckligt "
        "många, senast i hela organisationen. Om de inte ens där är tillräckligt många visas svaren inte "
        "alls."),
    SENTENCE(
        ALWAYS,
        "Organisaatio voi tallentaa, kuinka monta ihmistä kustakin tiimistä kutsuttiin vastaamaan, mutta ei "
        "sitä, ketkä. Kutsuttujen ja vastanneiden määrä kerrotaan vain tiimeistä, joiden oma luku näytetään, "
        "ja niistä yhteensä. Vastausprosentti näytetään vain, kun kutsuttuja on vähintään {rate}.",
        "The organisation may store how many people of each team were invited to answer, but not who. How "
        "many were invited and how many answered is told only of teams whose own figure is shown, and of "
        "these together. A response rate is shown only when the invited number at least {rate}.",
        "Organisationen kan spara hur många i varje team som bjöds in att svara, men inte vilka. Hur många "
        "som bjöds in och hur många som svarade anges bara för team vars egen siffra visas, och för dem "
        "sammanlagt. En svarsprocent visas bara när de inbjudna är minst {rate}."),
    SENTENCE(
        ALWAYS,
        "Työntekijöitä koskevat luvut valitaan niin, ettei pienemmän ryhmän vastauksia voi päätellä "
        "myöskään yhdistämällä saman jakson lukuja.",
        "The figures on employees are chosen so that the answers of a smaller group cannot be worked out "
        "by combining the figures of a period either.",
        "Siffrorna om de anställda väljs så att svaren från en mindre grupp inte heller kan räknas ut "
        "genom att man kombinerar siffror för samma period."),
    SENTENCE(
        ALWAYS,
        "Asiakkaan vastaus lasketaan jokaiselle asiaa hoitaneelle tiimille, jolla on vähintään "
        "{k_customer} asiakasvastausta. Tiimistä, jossa tiedetään olevan alle {k_employee} "
        "työntekijää, ei näytetä asiakkaita koskevia lukuja.",
        "A customer's answer counts for each team that handled the matter and has at least {k_customer} "
        "customer answers. For a team that is known to have fewer than {k_employee} employees, no figures "
        "on customers are shown.",
        "En kunds svar räknas för varje team som har skött ärendet och som har minst {k_customer} svar "
        "från kunder. För ett team som man vet har färre än {k_employee} anställda visas inga siffror om "
        "kunderna."),
    SENTENCE(
        ALWAYS,
        "Jos asiakas on ohjattu tiimiltä toiselle, myös ohjausten määrä tiimien välillä julkaistaan, mutta "
        "lukuna vain, kun ohjattuja asiakkaita on vähintään {k_customer}. Muuten kerrotaan vain, että "
        "heitä on alle {k_customer}, ehkä ei yhtään, tai ei kerrota mitään. Tiimistä, jonka asiakkaita "
        "koskevia lukuja ei näytetä, ei kerrota ohjauksistakaan.",
        "If a customer was sent on from one team to another, the number of such handoffs between the two "
        "teams is published too, but as a number only when at least {k_customer} customers were sent on. "
        "Otherwise it is only said that they were fewer than {k_customer}, perhaps none, or nothing is said. "
        "For a team whose figures on customers are not shown, nothing is said of handoffs either.",
        "Om en kund har skickats vidare från ett team till ett annat publiceras också hur många gånger det "
        "har skett mellan de två teamen, men som ett tal bara när minst {k_customer} kunder har skickats "
        "vidare. Annars anges bara att de är färre än {k_customer}, kanske ingen, eller så anges ingenting. "
        "För ett team vars siffror om kunderna inte visas anges inte heller detta."),
    SENTENCE(
        ALWAYS,
        "Tiimin jäsenten arviot toisesta tiimistä julkaistaan keskiarvona ja arvioijien määränä, mutta vain, "
        "kun arvioijia on vähintään {k_employee}. Tiimistä, jossa tiedetään olevan alle {k_employee} "
        "työntekijää, ei julkaista arvioita.",
        "The ratings of one team by the members of another are published as an average and the number of "
        "raters, but only when there are at least {k_employee} raters. Of a team that is known to have fewer "
        "than {k_employee} employees, no ratings are published.",
        "Ett teams bedömningar av ett annat team publiceras som ett medelvärde och antalet bedömare, men "
        "bara när bedömarna är minst {k_employee}. Om ett team som man vet har färre än {k_employee} "
        "anställda publiceras inga bedömningar."),
    SENTENCE(ALWAYS, "Nämä rajat lukitaan, kun jakso avautuu, eivätkä ne muutu sen aikana.",
             "These limits are fixed when a period opens and do not change for it.",
             "Dessa gränser låses när en period öppnas och ändras inte under den."),
    SENTENCE(IN_KNOWN, "Yllä olevat rajat koskevat nykyistä jaksoa {period} ({first_day}–{last_day}).",
             "The limits above are those of the current period, {period} ({first_day} to {last_day}).",
             "Gränserna ovan gäller den nuvarande perioden {period} ({first_day} till {last_day})."),
    SENTENCE(
        ALWAYS,
        "Jakson luvut julkaistaan yhden kerran. Niitä ei lasketa uudelleen eikä jaotella jälkikäteen "
        "toisin. Kaikki muu lasketaan vain julkaistuista luvuista.",
        "The figures of a period are published once. They are not computed again or divided up in another "
        "way afterwards. Everything else is computed from published figures alone.",
        "Siffrorna för en period publiceras en enda gång. De räknas inte om och delas inte upp på något "
        "annat sätt i efterhand. Allt annat räknas ut enbart från publicerade siffror."),

    HEADING("Miten voit perua vastauksesi", "How you can withdraw your answer",
            "Hur du kan ta tillbaka ditt svar"),
    SENTENCE(ALWAYS,
             "Voit perua vastauksesi, kunnes sen jakso suljetaan, jos vastaussovellus antoi sinulle kuitin. "
             "Perumiseen tarvitaan vain kuitti, ei nimeä eikä kirjautumista.",
             "You can withdraw your answer until its period closes, if the application in which you answered "
             "gave you a receipt. The receipt is all that is needed, neither a name nor signing in.",
             "Du kan ta tillbaka ditt svar tills dess period stängs, om svarsappen gav dig ett kvitto. "
             "Kvittot räcker: varken namn eller inloggning behövs."),
    SENTENCE(
        WITH_GRACE,
        "Jakso on auki vielä {grace_days|päivän|päivän} ajan viimeisen päivänsä jälkeen, ja sitten se "
        "suljetaan.",
        "A period stays open for {grace_days|day|days} after its last day and is then closed.",
        "En period är öppen i ytterligare {grace_days|dag|dagar} efter sin sista dag och stängs därefter."),
    SENTENCE(WITHOUT_GRACE, "Jakso suljetaan, kun sen viimeinen päivä on päättynyt.",
             "A period is closed when its last day has ended.",
             "En period stängs när dess sista dag är slut."),
    SENTENCE(IN_KNOWN,
             "Nykyiseen jaksoon {period} kuuluvan vastauksen voi perua päivän {withdrawal_day} loppuun asti.",
             "An answer that belongs to the current period, {period}, can be withdrawn until the end of the "
             "day {withdrawal_day}.",
             "Ett svar som hör till den nuvarande perioden {period} kan tas tillbaka till utgången av dagen "
             "{withdrawal_day}."),
    SENTENCE(
        WITH_LATE,
        "Jos vastaus saapuu vasta, kun sen jakso on suljettu, se luetaan seuraavaan avoimeen jaksoon, jos "
        "vastaus on enintään {max_late_days|päivän|päivää} vanha. Sen voi silloin perua, kunnes tämä jakso "
        "suljetaan.",
        "An answer that arrives after its period has closed counts in the next open period, if it is at "
        "most {max_late_days|day|days} old. It can then be withdrawn until that period closes.",
        "Ett svar som kommer fram först när dess period har stängts räknas till nästa öppna period, om "
        "svaret är högst {max_late_days|dag|dagar} gammalt. Det kan då tas tillbaka tills den perioden "
        "stängs."),
    SENTENCE(WITHOUT_LATE, "Vastausta, joka saapuu vasta, kun sen jakso on suljettu, ei oteta vastaan.",
             "An answer that arrives after its period has closed is not taken.",
             "Ett svar som kommer fram först när dess period har stängts tas inte emot."),
    SENTENCE(
        WITH_BACKFILL,
        "Enintään {backfill_days|päivän|päivää} vanha vastaus voi avata oman jaksonsa, joka muuten olisi jo "
        "suljettu, jos siihen ei ole vielä vastattu. Tällainen jakso on auki, kunnes ylläpitäjä sulkee sen.",
        "An answer that is at most {backfill_days|day|days} old can open its own period that would otherwise "
        "be closed by now, if nobody has answered in it yet. Such a period is open until the operator closes "
        "it.",
        "Ett svar som är högst {backfill_days|dag|dagar} gammalt kan öppna sin egen period som annars redan "
        "skulle vara stängd, om ingen har svarat i den ännu. En sådan period är öppen tills administratören "
        "stänger den."),
    SENTENCE(
        ALWAYS,
        "Peruttu vastaus poistetaan eikä sitä lasketa mukaan. Jäljelle jää vain tunnisteen tiiviste, jotta "
        "sama vastaus ei tule mukaan uudelleen.",
        "A withdrawn answer is removed and does not count. Only the hash of its identifier remains, so that "
        "the same answer does not come in again.",
        "Ett svar som har tagits tillbaka tas bort och räknas inte med. Kvar blir bara identifierarens "
        "hashvärde, så att samma svar inte kommer med på nytt."),
    SENTENCE(
        ALWAYS,
        "Kuka tahansa, jolla on kuitti, voi perua vastauksen, joten pidä kuitti omana tietonasi. Kadonneen "
        "kuitin tilalle ei saa uutta.",
        "Anyone who has the receipt can withdraw the answer, so keep it to yourself. A lost receipt cannot "
        "be replaced.",
        "Vem som helst som har kvittot kan ta tillbaka svaret, så håll det för dig själv. Ett borttappat "
        "kvitto kan inte ersättas."),

    HEADING("Mitä tapahtuu, kun jakso suljetaan", "What happens when the period closes",
            "Vad som händer när perioden stängs"),
    SENTENCE(
        ALWAYS,
        "Kun jakso suljetaan, sen luvut julkaistaan ja vastaukset sinetöidään: ne kirjoitetaan uudelleen "
        "satunnaiseen järjestykseen ilman tunnisteita, kuitteja, muille tiimeille annettuja arvioita ja "
        "asiakkaan kulkemaa reittiä, ja tietokannan taulu, jossa ne olivat, poistetaan.",
        "When a period closes, its figures are published and its answers sealed: they are written anew in "
        "random order, without identifiers, receipts, ratings of other teams and the way that a customer "
        "took, and the database table that held them is deleted.",
        "När en period stängs publiceras dess siffror och svaren förseglas: de skrivs om i slumpmässig "
        "ordning utan identifierare, kvitton, bedömningar av andra team och den väg som en kund tog, och "
        "databastabellen där de fanns raderas."),
    SENTENCE(
        ALWAYS,
        "Työntekijöiden vastaukset säilytetään sen tiimin tai ylemmän yksikön kohdalla, jossa ne voidaan "
        "näyttää. Vastaukset, joita ei voida näyttää missään, poistetaan.",
        "Employees' answers are kept under the team or larger unit where they can be shown. Answers that "
        "cannot be shown anywhere are deleted.",
        "De anställdas svar sparas under det team eller den överordnade enhet där de kan visas. Svar som "
        "inte kan visas någonstans raderas."),
    SENTENCE(
        ALWAYS,
        "Jos tiimin asiakkaita koskevia lukuja ei voida näyttää, sen asiakkaiden vastaukset poistetaan. "
        "Muuten ne säilytetään tiimin kohdalla tai, jos niitä on alle {k_customer}, koko organisaation "
        "tasolla.",
        "If a team's figures on customers cannot be shown, what its customers answered is deleted. Otherwise "
        "it is kept under the team or, if they were fewer than {k_customer}, at the level of the whole "
        "organisation.",
        "Om ett teams siffror om kunderna inte kan visas raderas dess kunders svar. Annars sparas de under "
        "teamet eller, om de är färre än {k_customer}, på hela organisationens nivå."),
    SENTENCE(
        ALWAYS,
        "Tunnisteiden tiivisteet säilytetään vastauksista erillään ja satunnaisessa järjestyksessä niin "
        "kauan kuin sama vastaus voisi vielä saapua toiseen kertaan. Sitten ne poistetaan.",
        "The hashes of identifiers are kept apart from the answers, in random order, for as long as the "
        "same answer could still arrive a second time. Then they are deleted.",
        "Identifierarnas hashvärden sparas skilda från svaren, i slumpmässig ordning, så länge samma svar "
        "ännu kan komma fram en andra gång. Sedan raderas de."),
    SENTENCE(
        ALWAYS,
        "Sen jälkeen kukaan, ei edes ylläpitäjä, ei voi selvittää tallennetuista tiedoista, mikä vastaus on "
        "sinun, eikä perua sitä.",
        "After that nobody, the operator included, can find out from what is stored which answer is yours, "
        "or withdraw it.",
        "Därefter kan ingen, inte heller administratören, ur det som är sparat ta reda på vilket svar som "
        "är ditt eller ta tillbaka det."),
    SENTENCE(KEPT_FOR_DAYS,
             "Sinetöidyt vastaukset säilytetään {retention_days|päivän|päivän} ajan jakson viimeisen päivän "
             "jälkeen, ja sitten ne poistetaan.",
             "Sealed answers are kept for {retention_days|day|days} after the last day of the period and are "
             "then deleted.",
             "Förseglade svar sparas i {retention_days|dag|dagar} efter periodens sista dag och raderas "
             "därefter."),
    SENTENCE(KEPT_FOR_EVER, "Sinetöidyt vastaukset säilytetään ilman määräaikaa.",
             "Sealed answers are kept without a time limit.", "Förseglade svar sparas utan tidsgräns."),
    SENTENCE(ALWAYS, "Julkaistut luvut säilytetään ilman määräaikaa.",
             "Published figures are kept without a time limit.",
             "Publicerade siffror sparas utan tidsgräns."),

    HEADING("Miltä tämä ei suojaa", "What this does not protect you from", "Vad det här inte skyddar mot"),
    SENTENCE(
        ALWAYS,
        "Sovellus tai laite, jolla vastaat, näkee vastauksesi ja voi tietää, kuka olet. Palvelu ei voi "
        "valvoa, mitä se tekee tiedoilla.",
        "The application or device with which you answer sees your answers and may know who you are. The "
        "service cannot check what it does with them.",
        "Appen eller enheten som du svarar med ser dina svar och kan veta vem du är. Tjänsten kan inte "
        "övervaka vad den gör med uppgifterna."),
    SENTENCE(
        ALWAYS,
        "Se, jolla on avain vastausten lähettämiseen, voi keksiä vastauksia. Jos ryhmän kaikki muut "
        "vastaukset ovat keksittyjä, ryhmän luvuista näkee, mitä sinä vastasit.",
        "Whoever holds a key for sending answers can invent some. If all the other answers of a group are "
        "invented, the group's figures show what you answered.",
        "Den som har en nyckel för att skicka svar kan hitta på svar. Om alla andra svar i en grupp är "
        "påhittade visar gruppens siffror vad du har svarat."),
    SENTENCE(
        ALWAYS,
        "Jos joku lähtee ryhmästä kahden jakson välillä ja kaikki muut vastaavat kuten ennenkin, lukujen "
        "muutos paljastaa, mitä lähtenyt oli vastannut.",
        "If somebody leaves a group between two periods and all the others answer as before, the change in "
        "the figures gives away what the one who left had answered.",
        "Om någon lämnar en grupp mellan två perioder och alla andra svarar som förut, avslöjar "
        "förändringen i siffrorna vad den som lämnade gruppen hade svarat."),
    SENTENCE(
        ALWAYS,
        "Jos kaikki ryhmässä vastaavat lähes samoin, ryhmän luvusta näkee suunnilleen, mitä kukin vastasi.",
        "If everybody in a group answers much alike, the group's figure also tells roughly what each of them "
        "answered.",
        "Om alla i en grupp svarar nästan likadant visar gruppens siffra också ungefär vad var och en har "
        "svarat."),
    SENTENCE(
        ALWAYS,
        "Tietokannasta ennen sinetöintiä otetuissa kopioissa (varmuuskopioissa ja muutoslokeissa) "
        "vastaukset ovat yhä tunnisteiden ja kuittien tiivisteiden kanssa. Palvelu ei voi poistaa niitä "
        "kopioista.",
        "Copies of the database from before the sealing (backups and transaction logs) still hold the "
        "answers with the hashes of identifiers and receipts. The service cannot delete them from there.",
        "I kopior av databasen från tiden före förseglingen (säkerhetskopior och transaktionsloggar) finns "
        "svaren kvar med identifierarnas och kvittonas hashvärden. Tjänsten kan inte radera dem därifrån."),
    SENTENCE(
        ALWAYS,
        "Se, jolla on palvelimen tai tietokannan täydet ylläpito-oikeudet, voi jakson ollessa auki lukea "
        "vastaukset ja nähdä niiden saapumisjärjestyksen, ja voi muuttaa tätä ohjelmaa.",
        "Whoever has full rights to administer the server or the database can read the answers and the "
        "order in which they came while the period is open, and can change this program.",
        "Den som har fullständiga administratörsrättigheter på servern eller i databasen kan läsa svaren "
        "och se i vilken ordning de kom medan perioden är öppen, och kan ändra det här programmet."),
};

const struct notice_text *notice_texts(size_t *ret_n)
{
    *ret_n = sizeof texts / sizeof texts[0];
    return texts;
}

bool notice_text_applies(const struct notice_text *text, const struct notice *notice)
{
    const struct notice_terms *terms = &notice->terms;
    switch (text->when) {
    case NOTICE_ALWAYS:
        return true;
    case NOTICE_IN_WEEKS:
        return notice->has_period && notice->kind == PERIOD_WEEK;
    case NOTICE_IN_MONTHS:
        return notice->has_period && notice->kind == PERIOD_MONTH;
    case NOTICE_IN_UNKNOWN:
        return !notice->has_period;
    case NOTICE_IN_KNOWN:
        return notice->has_period;
    case NOTICE_WITH_GRACE:
        return terms->grace_days > 0;
    case NOTICE_WITHOUT_GRACE:
        return terms->grace_days == 0;
    case NOTICE_WITH_LATE:
        return terms->max_late_days > 0;
    case NOTICE_WITHOUT_LATE:
        return terms->max_late_days == 0;
    case NOTICE_WITH_BACKFILL:
        return terms->backfill_days > 0;
    case NOTICE_KEPT_FOR_DAYS:
        return terms->retention_days > 0;
    case NOTICE_KEPT_FOR_EVER:
        return terms->retention_days == 0;
    }
    return false;
}
